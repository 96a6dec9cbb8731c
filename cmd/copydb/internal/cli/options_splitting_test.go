package cli

import "testing"

func TestParseSize(t *testing.T) {
	good := map[string]int64{"0": 0, "512MB": 512 << 20, "1.5 gb": 3 << 29, "10kB": 10 << 10, "7": 7, "2TB": 2 << 40, "8b": 8}
	for text, want := range good {
		if got, ok := parseSize(text); !ok || got != want {
			t.Errorf("%s: got %d, %v, want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "MB", "-1", "1PB", "1e3", "99999999TB", "1 MB more"} {
		if got, ok := parseSize(text); ok {
			t.Errorf("%s: got %d, want no size", text, got)
		}
	}
}
