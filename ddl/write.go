package ddl

import (
	"slices"

	"copydb/catalog"
)

// Options are the user's choices that change which statements there are.
type Options struct {
	NoOwner        bool
	NoPrivileges   bool
	NoComments     bool
	NoTablespaces  bool
	NoExtensions   bool
	NoLargeObjects bool

	Roles           bool // make the roles that the target's cluster lacks
	RolesOnly       bool // and nothing else
	NoRolePasswords bool
	Tablespaces     bool // make the tablespaces that it lacks
	// MapTablespaces tells by the names of the source's tablespaces those that the target has instead.
	MapTablespaces map[string]string
	// Database gives the target's database the properties of the source's.
	Database bool
	// Follows: the target is written to as a replica until all is done, and nothing is to answer to that.
	Follows bool
	// ByHand is what users did to what extensions brought; nil where nothing is known of it.
	ByHand *ByHand
	// Around is what is around the target's database; nil stands for a cluster that has whatever is asked for, and a role
	// that may do everything.
	Around *catalog.Surroundings
}

// writer holds what the kinds' files share while statements are written.
type writer struct {
	lookup
	family
	facts        *catalog.Facts
	target       catalog.Server
	options      Options
	losses       []Loss
	columns      map[catalog.OID][]catalog.Column // by relation, in physical order
	needs        catalog.Needs                    // of each object, as pg_depend says
	made         map[catalog.ID]bool              // what exists when the kinds' statements have run
	around                                        // what is around the target's database
	databaseName string                           // the target's
	members      map[catalog.ID]bool              // what belongs to extensions that are made
	describes    bool                             // what is written is to be read alone (see Describe)
	apart        bool                             // and each part of a table by itself (see relationApart)
	called       map[catalog.ID]string            // what the statements that make objects call them
}

// kinds lists each kind's file.
func (w *writer) kinds() []func() []Statement {
	roles := []func() []Statement{w.roles, w.memberships, w.roleSettings}
	if w.options.RolesOnly {
		return roles
	}
	return append(roles,
		w.tablespaces,
		w.database,
		w.schemas,
		w.extensions,
		w.foreignWrappers,
		w.foreignServers,
		w.userMappings,
		w.foreignTables,
		w.views,
		w.materializedViews,
		w.publications,
		w.subscriptions,
		w.eventTriggers,
		w.languages,
		w.collations,
		w.shellTypes,
		w.enums,
		w.domains,
		w.compositeTypes,
		w.ranges,
		w.baseTypes,
		w.functions,
		w.aggregates,
		w.accessMethods,
		w.operators,
		w.operatorFamilies,
		w.operatorClasses,
		w.casts,
		w.conversions,
		w.transforms,
		w.tsParsers,
		w.tsTemplates,
		w.tsDictionaries,
		w.tsConfigurations,
		w.sequences,
		w.tables,
		w.indexes,
		w.keys,
		w.foreignKeys,
		w.statistics,
		w.tableProperties,
		w.systemTriggers,
		w.triggers,
		w.rules,
		w.policies,
		w.ofMembers,
	)
}

// Statements writes what makes the database of facts again on a target, unordered (see Order), and what the target cannot
// have.
func Statements(facts *catalog.Facts, target catalog.Server, options Options) ([]*Statement, []Loss) {
	w := newWriter(facts, target, options)
	statements := w.statements()
	return statements, unique(w.losses)
}

// unique leaves out what was told before.
func unique(losses []Loss) []Loss {
	told := map[Loss]bool{}
	return slices.DeleteFunc(losses, func(loss Loss) bool {
		again := told[loss]
		told[loss] = true
		return again
	})
}

func newWriter(facts *catalog.Facts, target catalog.Server, options Options) *writer {
	facts, losses := agreeing(facts, target)
	w := &writer{losses: losses, lookup: newLookup(facts), family: newFamily(facts), around: newAround(facts, options.Around),
		databaseName: target.Database, facts: facts, target: target, options: options,
		columns: catalog.ColumnsOf(facts.Columns), needs: catalog.NeedsOf(facts.Depends)}
	w.takeCompatibleArrays()
	w.adoptOrphans()
	return w
}

func (w *writer) statements() []*Statement {
	if w.rights != nil || w.lacksMultiranges() && !w.describes {
		return w.permitted()
	}
	statements := w.ofKinds()
	return append(statements, w.shared(statements)...)
}

// ofKinds writes what makes the objects of each kind.
func (w *writer) ofKinds() []*Statement {
	var statements []*Statement
	for _, write := range w.kinds() {
		statements = appendAll(statements, write())
	}
	return w.byHand(statements)
}

// appendAll appends each of some statements, which stay where they are: all together they may take tens of megabytes.
func appendAll(statements []*Statement, more []Statement) []*Statement {
	for i := range more {
		statements = append(statements, &more[i])
	}
	return statements
}

// lose notes something that the target cannot have.
func (w *writer) lose(object, reason string) {
	w.losses = append(w.losses, Loss{Object: object, Reason: reason})
}
