package cli

import (
	"encoding/json"
	"strings"
	"testing"

	cli "github.com/urfave/cli/v2"
)

// TestErrorsInTheFormOfTheLog runs every command that takes --log-format against servers that are not there, and twice those
// that can do either of two things: all that they write to stderr has to be JSON.
func TestErrorsInTheFormOfTheLog(t *testing.T) {
	const nowhere = "postgres://nobody@127.0.0.1:1/none"
	arguments := map[string][]string{
		"copydb snapshot --follow":   {"--target", nowhere},
		"copydb run --all-databases": {"--target", nowhere},
	}
	for _, path := range logging("copydb", (&app{}).commands()) {
		arguments[path] = []string{"--target", nowhere}
	}
	if len(arguments) < 20 {
		t.Fatalf("only %d commands write a log", len(arguments))
	}
	for path, more := range arguments {
		t.Run(path, func(t *testing.T) {
			words := append(strings.Fields(path)[1:], "--log-format", "json", "--source", nowhere, "--retry-for", "0s")
			if strings.HasPrefix(path, "copydb compare") {
				words = words[:len(words)-2]
			}
			code, _, stderr := mainOn(t.Context(), false, append(words, more...)...)
			if code != Failed {
				t.Errorf("exit code %d, want %d\n%s", code, Failed, stderr)
			}
			failed := false
			for _, line := range strings.Split(strings.TrimSpace(stderr), "\n") {
				var told struct {
					Message, Error string
					Code           int `json:"exit-code"`
				}
				if err := json.Unmarshal([]byte(line), &told); err != nil {
					t.Errorf("%q is no JSON: %v", line, err)
				}
				failed = failed || told.Message == "failed" && told.Code == Failed && strings.Contains(told.Error, "connection refused")
			}
			if !failed {
				t.Errorf("the error is not told:\n%s", stderr)
			}
		})
	}
}

// logging lists the commands that have a log.
func logging(above string, commands []*cli.Command) (paths []string) {
	for _, command := range commands {
		path := above + " " + command.Name
		paths = append(paths, logging(path, command.Subcommands)...)
		for _, flag := range command.Flags {
			if flag.Names()[0] == "log-format" {
				paths = append(paths, path)
			}
		}
	}
	return paths
}
