package filter

import (
	"fmt"
	"strings"
)

// Filter is what the user chose of a database. It can be written as JSON and read again.
type Filter struct {
	IncludeSchemas    []Pattern `json:",omitempty"`
	ExcludeSchemas    []Pattern `json:",omitempty"`
	IncludeTables     []Pattern `json:",omitempty"`
	ExcludeTables     []Pattern `json:",omitempty"`
	ExcludeData       []Pattern `json:",omitempty"` // tables that are copied without their rows
	ExcludeIndexes    []Pattern `json:",omitempty"`
	IncludeExtensions []Pattern `json:",omitempty"`
	ExcludeExtensions []Pattern `json:",omitempty"`
	Where             []Where   `json:",omitempty"`
	// Of tables that have no key, how their changes come to a target that follows: inserts alone, because the user asserts that
	// there are no others; or all, because the user lets the table have REPLICA IDENTITY FULL.
	InsertOnly []Pattern `json:",omitempty"`
	Full       []Pattern `json:",omitempty"`
}

// Where chooses rows of tables.
type Where struct {
	Table     Pattern
	Condition string // one boolean expression in SQL; the caller has checked that it is one
}

// Pattern names objects.
type Pattern struct {
	Text string
	// File: it was written for pgcopydb.
	File bool `json:",omitempty"`
}

// String returns the pattern as the user wrote it, but for one that may hold a password, given to the wrong option.
func (p Pattern) String() string {
	if strings.Contains(p.Text, "://") || strings.Contains(strings.ToLower(p.Text), "password") {
		return "(not shown)"
	}
	return p.Text
}

// IsZero says whether the filter leaves everything in.
func (f *Filter) IsZero() bool {
	for _, list := range f.lists() {
		if len(*list.patterns) > 0 {
			return false
		}
	}
	return len(f.Where) == 0
}

// list is one of a filter's lists.
type list struct {
	option   string // "exclude-table": the option's name, and nearly the section's
	patterns *[]Pattern
	// qualified: the objects are in schemas.
	qualified bool
}

func (f *Filter) lists() []list {
	return []list{
		{"include-schema", &f.IncludeSchemas, false},
		{"exclude-schema", &f.ExcludeSchemas, false},
		{"include-table", &f.IncludeTables, true},
		{"exclude-table", &f.ExcludeTables, true},
		{"exclude-table-data", &f.ExcludeData, true},
		{"exclude-index", &f.ExcludeIndexes, true},
		{"include-extension", &f.IncludeExtensions, false},
		{"exclude-extension", &f.ExcludeExtensions, false},
		{"insert-only", &f.InsertOnly, true},
		{"replica-identity-full", &f.Full, true},
	}
}

// Error is a pattern that cannot be understood.
type Error struct {
	Option  string // "exclude-table"
	Number  int    // of the pattern among the option's, from 1
	Problem string
}

func (e *Error) Error() string {
	return fmt.Sprintf("--%s, pattern %d: %s", e.Option, e.Number, e.Problem)
}

// Validate says whether all patterns can be understood. The error is an *Error.
func (f *Filter) Validate() error {
	for _, list := range f.lists() {
		for i, pattern := range *list.patterns {
			if _, err := pattern.compile(list.qualified); err != nil {
				return &Error{Option: list.option, Number: i + 1, Problem: err.Error()}
			}
		}
	}
	for i, where := range f.Where {
		if _, err := where.Table.compile(true); err != nil {
			return &Error{Option: "where", Number: i + 1, Problem: err.Error()}
		}
	}
	return nil
}

// Add appends another filter's choices.
func (f *Filter) Add(other Filter) {
	others := other.lists()
	for i, list := range f.lists() {
		*list.patterns = append(*list.patterns, *others[i].patterns...)
	}
	f.Where = append(f.Where, other.Where...)
}
