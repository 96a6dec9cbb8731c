package pgtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPairs(t *testing.T) {
	t.Setenv("COPYDB_TEST_PAIRS", "")
	if diff := cmp.Diff([][2]int{{13, 18}, {18, 18}}, Pairs()); diff != "" {
		t.Errorf("by default (-want +got):\n%s", diff)
	}
	t.Setenv("COPYDB_TEST_PAIRS", "13:13, 15:18")
	if diff := cmp.Diff([][2]int{{13, 13}, {15, 18}}, Pairs()); diff != "" {
		t.Errorf("as chosen (-want +got):\n%s", diff)
	}
}

func TestPairsRefusesNonsense(t *testing.T) {
	for _, text := range []string{"", ",", "13", "13-18", "13:", ":13", "12:18", "13:19", "13:18:", "a:b", "13:18,"} {
		if pairs, err := parsePairs(text); err == nil {
			t.Errorf("parsePairs(%q) = %v, want an error", text, pairs)
		}
	}
}

func TestOwnFolderComesFirst(t *testing.T) {
	root := t.TempDir()
	bin := filepath.Join(root, "18", "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"initdb", "postgres"} {
		if err := os.WriteFile(filepath.Join(bin, name), nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("COPYDB_TEST_PG", root)
	if got, err := programs(18); got != bin || err != nil {
		t.Errorf("programs(18) = %q, %v, want %q", got, err, bin)
	}
	if got, _ := programs(17); strings.HasPrefix(got, root) {
		t.Errorf("programs(17) = %q, which does not exist", got)
	}
}
