package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// formatCount writes a number with separators: 1,234,567.
func formatCount(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// formatBytes writes a size as PostgreSQL does, a kB being 1024 bytes, with three digits that matter.
func formatBytes(n int64) string {
	if n < 1024 {
		return fmt.Sprintf("%d B", n)
	}
	size := float64(n)
	for _, unit := range []string{"kB", "MB", "GB", "TB"} {
		size /= 1024
		switch {
		case size >= 1023.5 && unit != "TB":
		case size < 9.95:
			return fmt.Sprintf("%.1f %s", size, unit)
		default:
			return fmt.Sprintf("%.0f %s", size, unit)
		}
	}
	return ""
}

// formatDuration writes a duration with two units at most: 120 ms, 3.2 s, 4 min 05 s, 2 h 07 min.
func formatDuration(d time.Duration) string {
	switch {
	case d < 999500*time.Microsecond:
		return fmt.Sprintf("%d ms", d.Round(time.Millisecond).Milliseconds())
	case d < 59950*time.Millisecond:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < time.Hour-500*time.Millisecond:
		d = d.Round(time.Second)
		return fmt.Sprintf("%d min %02d s", int(d.Minutes()), int(d.Seconds())%60)
	default:
		d = d.Round(time.Minute)
		return fmt.Sprintf("%d h %02d min", int(d.Hours()), int(d.Minutes())%60)
	}
}

// plural writes a count with its noun: 1 table, 2 tables, 3 indexes, 4 copies.
func plural[N int | int64](n N, noun string) string {
	switch {
	case n == 1:
	case strings.HasSuffix(noun, "x"):
		noun += "es"
	case strings.HasSuffix(noun, "y"):
		noun = strings.TrimSuffix(noun, "y") + "ies"
	default:
		noun += "s"
	}
	return formatCount(int64(n)) + " " + noun
}

// printable replaces what a terminal would obey, as a name or a server's message may hold any character.
func printable(text string) string {
	if strings.IndexFunc(text, unicode.IsControl) < 0 {
		return text
	}
	var clean strings.Builder
	for _, r := range text {
		if unicode.IsControl(r) {
			quoted := strconv.QuoteRune(r)
			clean.WriteString(quoted[1 : len(quoted)-1])
		} else {
			clean.WriteRune(r)
		}
	}
	return clean.String()
}
