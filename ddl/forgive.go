package ddl

import (
	"slices"
	"strings"
)

// Forgives says whether a run can do without a statement that the target refuses with an SQLSTATE, and with all that needs
// it. It can where the target lacks something: a system function that came or went with a version, a library, a file, a
// provider of labels; what the target's role may do cannot always be told beforehand either. It cannot do without what holds
// rows, and what rows are like is no reason, but for the rows of a materialized view: these are not copied, but made.
func (s Statement) Forgives(state string) bool {
	const denied, notNow, internal, violation = "42501", "55P02", "XX000", "23"
	if len(s.Lacking) > 0 { // the rows of the target's extension may be others
		return lacksSomething(state) || strings.HasPrefix(state, violation)
	}
	switch s.Kind {
	case KindRole, KindMembership, KindTablespace, KindSchema, KindExtension, KindSequence, KindSequenceOwner, KindTable, KindInheritance,
		KindColumn:
		return false
	case KindComment, KindSchemaOwner, KindOwner, KindSchemaPrivilege, KindPrivilege, KindDefaultPrivilege, KindDatabase:
		return state == denied || s.Borrowed && lacksSomething(state)
	case KindSetting:
		return state == notNow || lacksSomething(state)
	case KindFunction: // a library of another version, or one that lacks others, is an internal error to the server
		return state == internal || lacksSomething(state)
	case KindRefresh:
		return ForgivableReading(state)
	}
	return lacksSomething(state)
}

// lacksSomething tells the SQLSTATEs by which a server refuses what it does not know or have: of syntax, names and access
// rights (class 42), features, values of parameters, files of libraries and of text search.
func lacksSomething(state string) bool {
	const noFeature, badValue, noFile, badFile = "0A000", "22023", "58P01", "F0000"
	return strings.HasPrefix(state, "42") || slices.Contains([]string{noFeature, badValue, noFile, badFile}, state)
}

// ForgivableReading says whether what failed when the target read its own rows, to make others or statistics of them, is the
// doing of the users' functions and types: no connection was lost, nothing was full or stopped, and no one was in the way.
func ForgivableReading(state string) bool {
	const files, full, stopped, broken, inTheWay = "58", "53", "57", "08", "40"
	return lacksSomething(state) ||
		len(state) == 5 && !slices.Contains([]string{files, full, stopped, broken, inTheWay}, state[:2])
}

// Forgiving writes a statement that does nothing where it cannot be done.
func Forgiving(sql string) string {
	inner := dollarTag(sql, "sql")
	block := "BEGIN EXECUTE " + inner + sql + inner + "; EXCEPTION WHEN OTHERS THEN NULL; END"
	outer := dollarTag(block, "copydb")
	return "DO " + outer + block + outer
}
