package ddl

import "copydb/catalog"

// materializedViews writes CREATE MATERIALIZED VIEW without rows, what its columns get, and the REFRESH that fills it.
func (w *writer) materializedViews() []Statement {
	filled := newFilling(w)
	var statements []Statement
	for _, view := range w.facts.MaterializedViews {
		statements = append(statements, w.createMaterializedView(view))
		for _, column := range w.columns[view.OID] {
			w.noteCompressionLoss("column "+view.Plain()+"."+column.Name, column)
		}
		if alter, found := w.alterColumns(relation{Name: view.Name, oid: view.OID, label: "materialized view", word: "TABLE"}); found {
			statements = append(statements, alter)
		}
		statements = append(statements, replicaIdentity(view.OID, view.Name, view.ReplicaIdentity)...)
		if view.Populated {
			statements = append(statements, filled.refresh(view)...)
		}
	}
	return statements
}

func (w *writer) createMaterializedView(view catalog.MaterializedView) Statement {
	create := "CREATE MATERIALIZED VIEW " + view.String()
	if view.AccessMethod != "" {
		create += " USING " + catalog.Ident(view.AccessMethod)
	}
	if len(view.Options) > 0 {
		create += " WITH (" + storageOptions(view.Options) + ")"
	}
	if space := w.tablespace(view.Tablespace, "materialized view "+view.Plain()); space != "" {
		create += " TABLESPACE " + catalog.Ident(space)
	}
	makes := catalog.ClassRelation.IDs(view.OID)
	makes = append(makes, catalog.ClassType.IDs(view.Type, view.ArrayType)...)
	makes = append(makes, catalog.ClassRule.IDs(view.Rule)...)
	return Statement{
		SQL:    create + " AS\n" + view.Definition + "\nWITH NO DATA",
		Kind:   KindMaterializedView,
		Name:   "materialized view " + view.Plain(),
		Object: catalog.ClassRelation.Of(view.OID),
		Makes:  makes,
		Drop:   "DROP MATERIALIZED VIEW IF EXISTS " + view.String() + " CASCADE",
	}
}

// filling knows which materialized views read which others, directly or through views and functions.
type filling struct {
	w     *writer
	views map[catalog.ID]catalog.MaterializedView
	rules map[catalog.ID]catalog.ID // the SELECT of each view
}

func newFilling(w *writer) filling {
	f := filling{w: w, views: map[catalog.ID]catalog.MaterializedView{}, rules: map[catalog.ID]catalog.ID{}}
	for _, view := range w.facts.MaterializedViews {
		id := catalog.ClassRelation.Of(view.OID)
		f.views[id] = view
		f.rules[id] = catalog.ClassRule.Of(view.Rule)
	}
	for _, view := range w.facts.Views {
		f.rules[catalog.ClassRelation.Of(view.OID)] = catalog.ClassRule.Of(view.Rule)
	}
	return f
}

// refresh fills a materialized view after those that it reads.
func (f filling) refresh(view catalog.MaterializedView) []Statement {
	id := catalog.ClassRelation.Of(view.OID)
	label := "rows of materialized view " + view.Plain()
	statement := Statement{
		SQL:    "REFRESH MATERIALIZED VIEW " + view.String(),
		Kind:   KindRefresh,
		Name:   label,
		Object: id,
		Phase:  Refresh,
		Makes:  classFilled.IDs(view.OID),
		After:  []catalog.ID{id},
	}
	for _, read := range f.reads(id) {
		if !f.views[read].Populated {
			f.w.lose(label, "it reads "+f.views[read].Plain()+", which is not populated, so that it cannot be filled again")
			return nil
		}
		statement.After = append(statement.After, classFilled.Of(read.OID))
	}
	return []Statement{statement}
}

// reads lists the materialized views that one needs, and not those behind them.
func (f filling) reads(view catalog.ID) []catalog.ID {
	var reads []catalog.ID
	met := map[catalog.ID]bool{view: true}
	queue := []catalog.ID{view}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, has := range []catalog.ID{at, f.rules[at]} {
			for _, depend := range f.w.needs.Of(has) {
				need := depend.Needs()
				if met[need] {
					continue
				}
				met[need] = true
				if _, found := f.views[need]; found {
					reads = append(reads, need)
				} else {
					queue = append(queue, need)
				}
			}
		}
	}
	return reads
}
