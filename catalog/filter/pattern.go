package filter

import (
	"errors"
	"regexp"

	"copydb/catalog"
)

// matcher is a pattern that is ready to be used.
type matcher struct {
	schema *regexp.Regexp // nil for schemas that need not be named
	name   *regexp.Regexp
	// file: only tables are called tables, not views and sequences.
	file bool
}

var (
	errEmpty   = errors.New("it is empty")
	errDots    = errors.New("it has too many parts: a schema and a name are enough")
	errQuote   = errors.New("a double quote is not closed")
	errRegular = errors.New("it is no regular expression")
	errSchema  = errors.New("the schema is missing")
	errBehind  = errors.New("something follows the name")
)

// compile reads a pattern. Objects that are in no schemas have names of one part.
func (p Pattern) compile(qualified bool) (matcher, error) {
	if p.Text == "" {
		return matcher{}, errEmpty
	}
	parts := psqlParts
	if p.File {
		parts = fileParts
	}
	expressions, err := parts(p.Text)
	switch {
	case err != nil:
		return matcher{}, err
	case qualified && len(expressions) > 2, !qualified && len(expressions) > 1:
		return matcher{}, errDots
	case qualified && p.File && len(expressions) < 2:
		return matcher{}, errSchema
	}
	m := matcher{file: p.File}
	if m.name, err = regexp.Compile(expressions[len(expressions)-1]); err != nil {
		return matcher{}, errRegular
	}
	if len(expressions) == 2 {
		if m.schema, err = regexp.Compile(expressions[0]); err != nil {
			return matcher{}, errRegular
		}
	}
	return m, nil
}

// matches says whether an object is named. visible tells whether a name can do without its schema.
func (m matcher) matches(name catalog.Name, visible func(catalog.Name) bool) bool {
	if !m.name.MatchString(name.Name) {
		return false
	}
	if m.schema == nil {
		return visible(name)
	}
	return m.schema.MatchString(name.Schema)
}
