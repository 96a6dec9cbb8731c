package ddl

import "copydb/catalog"

// Options are the user's choices that change which statements there are.
type Options struct {
	NoOwner        bool
	NoPrivileges   bool
	NoComments     bool
	NoTablespaces  bool
	NoExtensions   bool
	NoLargeObjects bool
}

// writer holds what the kinds' files share while statements are written.
type writer struct {
	lookup
	family
	facts   *catalog.Facts
	target  catalog.Server
	options Options
	losses  []Loss
	columns map[catalog.OID][]catalog.Column // by relation, in physical order
	needs   map[catalog.ID][]catalog.ID      // what each object needs, as pg_depend says
	made    map[catalog.ID]bool              // what exists when the kinds' statements have run
	members map[catalog.ID]bool              // what belongs to extensions that are made
}

// kinds lists each kind's file.
func (w *writer) kinds() []func() []Statement {
	return []func() []Statement{
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
	}
}

// Statements writes what makes the database of facts again on a target, unordered (see Order), and what the target cannot
// have.
func Statements(facts *catalog.Facts, target catalog.Server, options Options) ([]Statement, []Loss) {
	w := newWriter(facts, target, options)
	statements := w.statements()
	return statements, w.losses
}

func newWriter(facts *catalog.Facts, target catalog.Server, options Options) *writer {
	w := &writer{lookup: newLookup(facts), family: newFamily(facts), facts: facts, target: target, options: options, columns: map[catalog.OID][]catalog.Column{},
		needs: map[catalog.ID][]catalog.ID{}}
	for _, depend := range facts.Depends {
		w.needs[depend.Object()] = append(w.needs[depend.Object()], depend.Needs())
	}
	for _, column := range facts.Columns {
		w.columns[column.Relation] = append(w.columns[column.Relation], column)
	}
	w.takeCompatibleArrays()
	return w
}

func (w *writer) statements() []Statement {
	var statements []Statement
	for _, write := range w.kinds() {
		statements = append(statements, write()...)
	}
	return append(statements, w.shared(statements)...)
}

// lose notes something that the target cannot have.
func (w *writer) lose(object, reason string) {
	w.losses = append(w.losses, Loss{Object: object, Reason: reason})
}
