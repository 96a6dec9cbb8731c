package cli

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/rogpeppe/go-internal/diff"

	"copydb/catalog"
	"copydb/ddl"
)

// comparisonText is a paragraph for each object that differs, and a line that sums up.
func comparisonText(comparison ddl.Comparison) string {
	var text strings.Builder
	for _, difference := range comparison.Differences {
		text.WriteString(differenceText(difference) + "\n")
	}
	fmt.Fprintf(&text, "%s compared, %s\n", plural(comparison.Objects, "object"), verdict(len(comparison.Differences)))
	return text.String()
}

// differenceText writes a paragraph.
func differenceText(difference ddl.Difference) string {
	text := printable(difference.Object)
	switch difference.Missing {
	case catalog.Source, catalog.Target:
		text += " is missing on the " + string(difference.Missing)
	default:
		text += " differs"
	}
	text += "\n"
	for _, part := range difference.Parts {
		if part.Name != difference.Object && difference.Missing == "" {
			text += "  " + printable(part.Name) + "\n"
		}
		for _, line := range partLines(part) {
			text += "    " + line + "\n"
		}
	}
	return text
}

// hidden stands for a text that may hold a password.
const hidden = "(not shown: it may hold a password)"

// partLines returns the lines of a part, those that only one side has with their sign and some of the others around them.
func partLines(part ddl.Part) []string {
	if part.Secret {
		return hiddenLines(part)
	}
	unified := string(diff.Diff("", asLines(part.Source), "", asLines(part.Target)))
	lines := strings.Split(strings.TrimSuffix(unified, "\n"), "\n")
	const heading = 3 // lines with the names of two files, and no more than that
	var shown []string
	for i, line := range lines {
		switch {
		case i < heading:
		case strings.HasPrefix(line, "@@"):
			if len(shown) > 0 {
				shown = append(shown, "...")
			}
		default:
			shown = append(shown, line)
		}
	}
	return withPointers(shown)
}

func hiddenLines(part ddl.Part) []string {
	var lines []string
	if part.Source != "" {
		lines = append(lines, "- "+hidden)
	}
	if part.Target != "" {
		lines = append(lines, "+ "+hidden)
	}
	return lines
}

// asLines makes each line printable and ends it.
func asLines(sql string) []byte {
	var text bytes.Buffer
	if sql == "" {
		return nil
	}
	for _, line := range strings.Split(sql, "\n") {
		text.WriteString(" " + printable(line) + "\n")
	}
	return text.Bytes()
}

// withPointers adds, where one line became another, a line that points at what is not the same in them.
func withPointers(lines []string) []string {
	var pointed []string
	for i, line := range lines {
		pointed = append(pointed, line)
		if i > 0 && sign(lines, i-2) != '-' && sign(lines, i-1) == '-' && sign(lines, i) == '+' && sign(lines, i+1) != '+' {
			if pointer := pointAt([]rune(lines[i-1][1:]), []rune(line[1:])); pointer != "" {
				pointed = append(pointed, "?"+pointer)
			}
		}
	}
	return pointed
}

func sign(lines []string, i int) byte {
	if i < 0 || i >= len(lines) || lines[i] == "" {
		return ' '
	}
	return lines[i][0]
}

// pointAt marks what of the later text is not in the earlier one, or where something is gone; "" where most is different.
func pointAt(before, after []rune) string {
	shorter := min(len(before), len(after))
	head := 0
	for head < shorter && before[head] == after[head] {
		head++
	}
	tail := 0
	for tail < shorter-head && before[len(before)-1-tail] == after[len(after)-1-tail] {
		tail++
	}
	if 2*(head+tail) < shorter {
		return ""
	}
	width := max(1, runewidth.StringWidth(string(after[head:len(after)-tail])))
	return strings.Repeat(" ", runewidth.StringWidth(string(after[:head]))) + strings.Repeat("^", width)
}
