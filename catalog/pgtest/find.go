package pgtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// The majors of PostgreSQL that copydb supports.
const (
	oldestKnown = 13
	newestKnown = 18
)

// Oldest and Newest are the ends of what the tests can start: of the majors on this machine, or, where there is none,
// those that make postgres would get.
var Oldest, Newest = ends(Majors())

func ends(majors []int) (oldest, newest int) {
	if len(majors) == 0 {
		return oldestKnown, newestKnown
	}
	return majors[0], majors[len(majors)-1]
}

// Majors returns the majors whose server programs are on this machine, oldest first.
func Majors() []int {
	var majors []int
	for major := oldestKnown; major <= newestKnown; major++ {
		if _, err := programs(major); err == nil {
			majors = append(majors, major)
		}
	}
	return majors
}

// Pairs returns the majors of source and target that integration tests run over: the longest way up, and the newest on
// both sides. COPYDB_TEST_PAIRS chooses others, as in "13:13,15:18". It panics on pairs that it cannot read, because a
// test run over no pair would pass.
func Pairs() [][2]int {
	text := os.Getenv("COPYDB_TEST_PAIRS")
	switch {
	case text == "" && Oldest == Newest:
		return [][2]int{{Newest, Newest}}
	case text == "":
		return [][2]int{{Oldest, Newest}, {Newest, Newest}}
	}
	pairs, err := parsePairs(text)
	if err != nil {
		panic(fmt.Sprintf("COPYDB_TEST_PAIRS: %v", err))
	}
	return pairs
}

func parsePairs(text string) ([][2]int, error) {
	var pairs [][2]int
	for _, word := range strings.Split(text, ",") {
		from, to, _ := strings.Cut(strings.TrimSpace(word), ":")
		source, err := parseMajor(from)
		if err != nil {
			return nil, fmt.Errorf("reading pair %q: %w", word, err)
		}
		target, err := parseMajor(to)
		if err != nil {
			return nil, fmt.Errorf("reading pair %q: %w", word, err)
		}
		pairs = append(pairs, [2]int{source, target})
	}
	return pairs, nil
}

func parseMajor(text string) (int, error) {
	major, err := strconv.Atoi(text)
	if err != nil || major < oldestKnown || major > newestKnown {
		return 0, fmt.Errorf("%q is no major from %d to %d", text, oldestKnown, newestKnown)
	}
	return major, nil
}

// programs returns the folder that holds initdb and postgres of a major.
func programs(major int) (string, error) {
	for _, folder := range folders(major) {
		bin := filepath.Join(folder, "bin")
		if isFile(filepath.Join(bin, "initdb")) && isFile(filepath.Join(bin, "postgres")) {
			return bin, nil
		}
	}
	return "", fmt.Errorf("finding PostgreSQL %d: run make postgres, or set COPYDB_TEST_PG to a folder with %d/bin, "+
		"lib and share", major, major)
}

func folders(major int) []string {
	name := strconv.Itoa(major)
	var all []string
	if own := os.Getenv("COPYDB_TEST_PG"); own != "" {
		all = append(all, filepath.Join(own, name))
	}
	if cache := cacheFolder(); cache != "" {
		all = append(all, filepath.Join(cache, "copydb", "postgres", name))
	}
	return append(all, filepath.Join("/usr/lib/postgresql", name))
}

// cacheFolder is where fetch.sh puts what it fetched. Root's own cache is closed to the user that root's servers run as.
func cacheFolder() string {
	if os.Geteuid() == 0 {
		return "/var/cache"
	}
	folder, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return folder
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
