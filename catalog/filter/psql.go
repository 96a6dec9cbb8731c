package filter

import (
	"regexp"
	"strings"
)

// psqlParts takes a pattern apart as psql and pg_dump do (processSQLNamePattern, string_utils.c), and returns a regular
// expression for each part: letters become small, * stands for any characters, ? for one, a dot ends a part, and what else a
// regular expression knows means what it means there, but for a dollar. Between double quotes every character stands
// for itself, and a doubled quote for one.
func psqlParts(text string) ([]string, error) {
	var parts []string
	var part strings.Builder
	end := func() error {
		if part.Len() == 0 {
			return errEmpty
		}
		parts = append(parts, "^(?:"+part.String()+")$")
		part.Reset()
		return nil
	}
	quoted := false
	runes := []rune(text)
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		switch {
		case r == '"' && quoted && i+1 < len(runes) && runes[i+1] == '"':
			part.WriteByte('"')
			i++
		case r == '"':
			quoted = !quoted
		case quoted:
			part.WriteString(regexp.QuoteMeta(string(r)))
		case r == '.':
			if err := end(); err != nil {
				return nil, err
			}
		case r == '*':
			part.WriteString("(?s:.*)")
		case r == '?':
			part.WriteString("(?s:.)")
		case r == '$':
			part.WriteString(`\$`)
		default:
			part.WriteString(strings.ToLower(string(r)))
		}
	}
	if quoted {
		return nil, errQuote
	}
	return parts, end()
}
