package ddl

import (
	"strings"

	"copydb/catalog"
)

// Phase is when in a run a statement can go. Phases are in the order in which they run.
type Phase int8

// The phases.
const (
	// Cluster makes what stands outside databases: roles and tablespaces.
	Cluster Phase = iota - 1
	// PreData, the zero phase, makes what rows need: schemas, types, functions, tables. It runs before any row is copied.
	PreData
	// Index builds an index of a table (its Table) whose rows are there.
	Index
	// Constraint adds a primary key, unique or exclusion constraint to a table whose rows, and the index it uses, are there.
	Constraint
	// ForeignKey adds a foreign key to tables that have their rows and unique indexes.
	ForeignKey
	// PostData makes what must not act while rows are copied: triggers, rules, policies; and what needs a constraint.
	PostData
	// Ownership gives objects their owners, labels and privileges. It comes late so that the copying role can work on
	// everything until then.
	Ownership
	// Refresh fills materialized views.
	Refresh
	// SwitchOn lets triggers and rules answer to a replica's changes, where Options.Follows keeps them from it until then.
	SwitchOn
	// Final switches on what acts on others' doings: event triggers, publications, subscriptions.
	Final
	// Database gives the database itself its properties. They concern sessions that come later, and are for those of users.
	Database
)

// Statement is one SQL command of the target's dialect. There may be hundreds of thousands: its small fields stand together.
type Statement struct {
	SQL string
	// Name tells the object to people: "table public.orders". Never used in SQL.
	Name   string
	Object catalog.ID
	// Table is the OID of the relation whose rows must be there first, in the phases Index and Constraint.
	Table catalog.OID
	Kind  Kind
	Phase Phase
	// AllRows says that the rows of all other tables must be there as well: it calls functions that may read them, or
	// locks more than its own table.
	AllRows bool
	// Secret: the SQL may hold a password. It is not to be shown.
	Secret bool
	// Alone says that the statement refuses a transaction. Where what it makes is there already, it has been run before.
	Alone bool
	// Borrowed says that the object is an extension's: the target's extension may not bring it.
	Borrowed bool
	// There says that the object is there without the statement: what needs it can do without that as well.
	There bool
	// Keeps says that the statement lets an object of this name be that is there already (IF NOT EXISTS).
	Keeps bool
	// ByItself says, where it describes, that servers of this version have it by themselves: it is no difference where the
	// target alone has it.
	ByItself bool
	// Usual says, where it describes an owner, that it is whoever made the extension: no difference where both sides' are.
	Usual bool
	// Makes lists what exists once the statement has run, the object and what comes with it. What pg_depend says that any
	// of these needs comes first.
	Makes []catalog.ID
	// After lists what must exist besides.
	After []catalog.ID
	// Place is the statement's own place in the slice that Order returns. Set by Order.
	Place int
	// Needs lists the places of the statements that come first, in the slice that Order returns. Set by Order.
	Needs []int
	// As is the role that runs the statement, where it must not be the session's own: a privilege remembers who gave it.
	As string
	// Stub makes an empty shell of Makes, to cut a loop; "" where there is none.
	Stub string
	// Rest completes the stub, where SQL itself cannot take the shell's place.
	Rest string
	// Drop removes what the statement made, where --drop-if-exists asks for it; "" where it goes with something else.
	Drop string
	// Undo takes back what the statement did where a run begins again, and Drop is not to; it may fail.
	Undo string
	// Lacking is what the SQL is made up of, where the target's extension may have brought what it makes.
	Lacking []Lacking
}

// Part is the statement's name without the number that orders statements of one thing.
func (s Statement) Part() string {
	switch s.Kind {
	case KindTable, KindForeignTable:
		if step := strings.LastIndex(s.Name, stepLabel); step > 0 && len(s.Makes) > 0 && s.Makes[0].Class >= classGrown {
			return s.Name[:step]
		}
	case KindSetting:
		return strings.TrimLeft(strings.TrimLeft(s.Name, "0123456789"), " ")
	case KindPrivilege, KindSchemaPrivilege, KindDefaultPrivilege:
		return strings.TrimRight(strings.TrimRight(s.Name, "0123456789"), " ")
	}
	return s.Name
}

// Loss is something of the source that the target cannot have.
type Loss struct {
	Object string // as people know it: "table public.orders"
	Reason string
}
