package cli

import (
	"testing"
	"time"
)

func TestFormatCount(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -12345: "-12,345"} {
		if got := formatCount(n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

func TestFormatBytes(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 B", 1023: "1023 B", 1024: "1.0 kB", 1536: "1.5 kB", 10 << 10: "10 kB", 1023 << 10: "1023 kB", 1<<20 - 1: "1.0 MB",
		120 << 20: "120 MB", 5 << 30: "5.0 GB", 3 << 40: "3.0 TB", 5000 << 40: "5000 TB",
	} {
		if got := formatBytes(n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

func TestFormatDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                             "0 ms",
		1499 * time.Microsecond:       "1 ms",
		999 * time.Millisecond:        "999 ms",
		999999 * time.Microsecond:     "1.0 s",
		3200 * time.Millisecond:       "3.2 s",
		59960 * time.Millisecond:      "1 min 00 s",
		245 * time.Second:             "4 min 05 s",
		time.Hour - time.Millisecond:  "1 h 00 min",
		127*time.Minute + time.Second: "2 h 07 min",
		100 * time.Hour:               "100 h 00 min",
	} {
		if got := formatDuration(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}

func TestPlural(t *testing.T) {
	for n, want := range map[int]string{0: "0 indexes", 1: "1 index", 1000: "1,000 indexes"} {
		if got := plural(n, "index"); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

func TestPrintable(t *testing.T) {
	for text, want := range map[string]string{
		"größe":          "größe",
		"a\x1b[2Jb":      `a\x1b[2Jb`,
		"two\nlines":     `two\nlines`,
		"bell\x07\u009b": `bell\a\u009b`,
	} {
		if got := printable(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
