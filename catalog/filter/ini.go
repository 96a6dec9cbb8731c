package filter

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// FileError is a line of a filter file that cannot be understood.
type FileError struct {
	Line    int
	Problem string
}

func (e *FileError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Problem) }

// ReadFile reads the filters that pgcopydb takes from a file (docs/ref/pgcopydb_config.rst and filtering.c there): sections
// of an INI file, and in each a name a line. Lines that begin with ; or # are comments. The error is a *FileError, or the
// reader's.
//
// A name stands for itself, in capitals and small letters as they are, with or without double quotes around it. ~/…/ is
// a regular expression in the place of a name, which matches anywhere in it; pgcopydb knows other delimiters besides, and
// joins expressions that follow each other. Sections that pgcopydb does not let stand together may.
func ReadFile(file io.Reader) (Filter, error) {
	var filter Filter
	sections := filter.sections()
	var section *list
	lines := bufio.NewScanner(file)
	number := 0
	for lines.Scan() {
		number++
		text := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		switch {
		case text == "" || text[0] == ';' || text[0] == '#':
		case text[0] == '[':
			if section = sections[strings.TrimSpace(strings.Trim(text, "[]"))]; section == nil {
				return Filter{}, &FileError{Line: number, Problem: "there is no such section"}
			}
		case section == nil:
			return Filter{}, &FileError{Line: number, Problem: "a section like [exclude-table] has to come first"}
		default:
			pattern := Pattern{Text: withoutValue(text), File: true}
			if _, err := pattern.compile(section.qualified); err != nil {
				return Filter{}, &FileError{Line: number, Problem: err.Error()}
			}
			*section.patterns = append(*section.patterns, pattern)
		}
	}
	if err := lines.Err(); err != nil {
		return Filter{}, fmt.Errorf("reading line %d: %w", number+1, err)
	}
	return filter, nil
}

// withoutValue cuts off the value that an INI file lets a name have, and that nobody uses.
func withoutValue(text string) string {
	if strings.ContainsAny(text, `"~`) {
		return text
	}
	name, _, _ := strings.Cut(text, "=")
	return strings.TrimSpace(name)
}

// sections returns the lists by the names of their sections.
func (f *Filter) sections() map[string]*list {
	sections := map[string]*list{}
	for _, list := range f.lists() {
		name := list.option
		if rest, including := strings.CutPrefix(name, "include-"); including {
			name = "include-only-" + rest
		}
		sections[name] = &list
	}
	return sections
}

// fileParts returns a regular expression for each part of a name in a file.
func fileParts(text string) ([]string, error) {
	var parts []string
	for {
		part, rest, err := filePart(text)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
		if rest == "" {
			return parts, nil
		}
		if rest[0] != '.' {
			return nil, errBehind
		}
		text = rest[1:]
	}
}

// filePart reads one part: expressions, a name in quotes, or a bare name.
func filePart(text string) (expression, rest string, err error) {
	switch {
	case strings.HasPrefix(text, "~"):
		return fileExpression(text)
	case strings.HasPrefix(text, `"`):
		for i := 1; i < len(text); i++ {
			if text[i] != '"' {
				continue
			}
			if i+1 < len(text) && text[i+1] == '"' {
				i++
				continue
			}
			return literally(strings.ReplaceAll(text[1:i], `""`, `"`)), text[i+1:], nil
		}
		return "", "", errQuote
	}
	name, _, _ := strings.Cut(text, ".")
	if name == "" {
		return "", "", errEmpty
	}
	return literally(name), text[len(name):], nil
}

func literally(name string) string { return "^" + regexp.QuoteMeta(name) + "$" }

// delimiters are those that pgcopydb lets regular expressions stand between.
var delimiters = map[byte]string{'/': "/", '[': "]", '{': "}", '(': ")", '<': ">", '"': `"`, '\'': "'", '|': "|", '#': "#", '$': "$"}

// fileExpression joins the expressions that a text begins with.
func fileExpression(text string) (expression, rest string, err error) {
	for strings.HasPrefix(text, "~") {
		if len(text) < 2 || delimiters[text[1]] == "" {
			return "", "", errRegular
		}
		segment, behind, closed := strings.Cut(text[2:], delimiters[text[1]])
		if !closed {
			return "", "", errRegular
		}
		expression += segment
		text = behind
	}
	if expression == "" {
		return "", "", errEmpty
	}
	return expression, text, nil
}
