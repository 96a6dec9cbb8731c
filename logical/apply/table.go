package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"copydb/catalog"
	"copydb/logical/pgoutput"
)

// table is where the rows of one of the stream's relations go.
type table struct {
	relation    *pgoutput.Relation
	name        catalog.Name // on the target
	partitioned bool
	columns     []column // as the relation has them
	// key are the columns that tell a row from the others, in the relation's order; none if only all of them do. equals are
	// their equality operators.
	key    []int
	equals []string
	// coalesces: changes of one row may become one, and rows of several transactions may be written together. That needs a
	// unique index for the key, so that a wrong order can fail but cannot go unnoticed.
	coalesces bool
	// always: a column is GENERATED ALWAYS AS IDENTITY, which no UPDATE may set.
	always bool
	// extra are columns of the target that the relation does not have, quoted.
	extra []string
	// textual are the columns whose values can only be taken as text, and mismatch is the error where they come in binary.
	textual  []int
	mismatch DriftError
	// watched: a trigger or a rule looks at each change, so that each is made by itself, in the stream's order.
	watched bool
	uniques int   // indexes that may refuse a row because of another
	route   route // to a lane
	// exact counts the batches for which rows are still written one by one, after one failed.
	exact int

	insert, update, delete, move *shape
	replace                      *shape
	updateFull, deleteFull       *shape
	masked                       map[string]*shape // updates and moves that leave columns as they are
	copying                      *statement        // COPY
	pending                      pending
}

// column is one of a relation's columns on the target.
type column struct {
	quoted     string
	param      uint32 // the type that its values are passed as
	binary     bool   // values may come in binary
	copies     bool   // binary values are as the column's own type has them
	receives   bool   // the parameter's type has a binary form
	key        bool
	computed   bool // generated: has no value of its own
	always     bool // GENERATED ALWAYS AS IDENTITY: can be inserted, not updated
	comparable bool
}

// only writes the table without its children, which have their own changes. Partitions are no children here.
func (t *table) only() string {
	if t.partitioned {
		return t.name.String()
	}
	return "ONLY " + t.name.String()
}

// names lists columns for SQL.
func (t *table) names(columns []int) string {
	list := ""
	for i, column := range columns {
		if i > 0 {
			list += ", "
		}
		list += t.columns[column].quoted
	}
	return list
}

// keyNames are the names of the columns that tell rows apart, as people read them.
func (t *table) keyNames() []string {
	names := make([]string, len(t.key))
	for i, column := range t.key {
		names[i] = t.relation.Columns[column].Name
	}
	return names
}

// readable is an error if a value came in binary that the column's type would read as something else.
func (t *table) readable(row pgoutput.Tuple) error {
	at := 0
	for column := 0; row.Columns > 0 && at < len(t.textual); column++ {
		var value pgoutput.Value
		value, row = row.Next()
		if column != t.textual[at] {
			continue
		}
		if value.Kind == pgoutput.Binary {
			mismatch := t.mismatch
			return &mismatch
		}
		at++
	}
	return nil
}

// sourceName is a relation's name on the source.
func sourceName(relation *pgoutput.Relation) catalog.Name {
	name := catalog.Name{Schema: relation.Schema, Name: relation.Name}
	if name.Schema == "" {
		name.Schema = "pg_catalog"
	}
	return name
}

// resolve looks up where a relation's rows go. The error is a *DriftError if they fit nowhere, as things are now.
func (a *applier) resolve(ctx context.Context, relation *pgoutput.Relation) (*table, error) {
	a.looker.mutex.Lock()
	defer a.looker.mutex.Unlock()
	t, err := a.resolveOnce(ctx, relation)
	var drift *DriftError
	if errors.As(err, &drift) {
		return a.resolveOnce(ctx, relation) // what was known from the beginning may be out of date
	}
	return t, err
}

func (a *applier) resolveOnce(ctx context.Context, relation *pgoutput.Relation) (*table, error) {
	t := &table{relation: relation, name: a.config.rename(sourceName(relation)), masked: map[string]*shape{}}
	t.mismatch.Table = t.name
	landing, err := a.looker.landing(ctx, t.name)
	if err != nil {
		return nil, err
	}
	if landing == nil {
		return nil, missingTable(t.name)
	}
	if err := a.mayWrite(ctx, t.name, landing); err != nil {
		return nil, err
	}
	t.partitioned, t.watched = landing.Partitioned, landing.FiresOnReplica
	if err := a.fitColumns(ctx, t, landing); err != nil {
		return nil, err
	}
	t.chooseKey(landing)
	t.uniques = landing.Uniques
	t.route = a.lane.route(t)
	t.makeShapes()
	return t, nil
}

// mayWrite refuses tables whose triggers or foreign keys would answer to us as if we were the application.
func (a *applier) mayWrite(ctx context.Context, name catalog.Name, landing *catalog.Landing) error {
	if a.replica || !landing.Fires {
		return nil
	}
	target, err := catalog.ProbeServer(ctx, a.looker.Conn)
	if err != nil {
		return err
	}
	return firingTable(name, target)
}

// fitColumns finds each of the relation's columns in the target's table, by name.
func (a *applier) fitColumns(ctx context.Context, t *table, landing *catalog.Landing) error {
	t.columns = make([]column, len(t.relation.Columns))
	drift := &DriftError{Table: t.name}
	for i, from := range t.relation.Columns {
		at := slices.IndexFunc(landing.Columns, func(c catalog.LandingColumn) bool { return c.Name == from.Name })
		if at < 0 {
			drift.missingColumn(from.Name, a.typeName(ctx, from))
			continue
		}
		to := landing.Columns[at]
		t.columns[i] = column{
			quoted:     catalog.Ident(to.Name),
			computed:   to.Generated != "",
			always:     to.Identity == catalog.IdentityAlways,
			comparable: to.Comparable,
		}
		if err := a.fitType(ctx, &t.columns[i], from, to); err != nil {
			return err
		}
		if !t.columns[i].binary {
			t.textual = append(t.textual, i)
			t.mismatch.wrongType(from.Name, to.Type, a.typeName(ctx, from))
		}
	}
	if len(drift.Reasons) > 0 {
		return drift
	}
	for _, to := range landing.Columns {
		known := slices.ContainsFunc(t.relation.Columns, func(c pgoutput.Column) bool { return c.Name == to.Name })
		if !known && to.Generated == "" {
			t.extra = append(t.extra, catalog.Ident(to.Name))
		}
	}
	return nil
}

// firstUserOID is the first OID that a user's objects may have; those below mean the same on every server
// (access/transam.h, FirstGenbkiObjectId).
const firstUserOID = 10_000

// fitType decides how a column's values are passed. Those of a built-in type go as that type, and the server makes an
// assignment of it if the column has another; those of a user's go as the column's.
func (a *applier) fitType(ctx context.Context, c *column, from pgoutput.Column, to catalog.LandingColumn) error {
	c.param, c.receives = to.BaseOID, to.Receives
	switch {
	case strings.HasPrefix(strings.TrimPrefix(to.TypeName, "_"), "reg") && to.BaseOID < firstUserOID: // an OID of the server
	case from.Type == to.BaseOID && from.Type < firstUserOID:
		c.binary, c.copies = true, to.Receives
	case from.Type < firstUserOID:
		assigns, err := catalog.Assigns(ctx, a.looker.Conn, from.Type, to.BaseOID)
		if err != nil {
			return err
		}
		if assigns {
			c.param, c.binary, c.receives = from.Type, true, true
		}
	default:
		named, known := a.types[from.Type]
		c.binary = known && named.Name == to.TypeName
		c.copies = c.binary && to.Receives
	}
	return nil
}

// chooseKey takes the relation's replica identity for the key, and with FULL the primary key of the target if the relation
// has its columns.
func (t *table) chooseKey(landing *catalog.Landing) {
	for _, key := range landing.Keys {
		columns, fits := t.keyOf(key)
		if fits {
			t.key, t.equals, t.coalesces = columns, sortedOperators(columns, key, t.relation), !t.watched
			break
		}
	}
	if t.key == nil && t.relation.Identity != 'f' {
		for i, from := range t.relation.Columns {
			if from.Key {
				t.key = append(t.key, i)
				t.equals = append(t.equals, "OPERATOR(pg_catalog.=)")
			}
		}
	}
	for _, i := range t.key {
		t.columns[i].key = true
	}
}

// keyOf returns the relation's columns that an index of the target is over, if they are the relation's identity.
func (t *table) keyOf(key catalog.LandingKey) (columns []int, fits bool) {
	full := t.relation.Identity == 'f'
	for i, from := range t.relation.Columns {
		switch in := slices.Contains(key.Columns, from.Name); {
		case in && (from.Key || full) && !t.columns[i].computed:
			columns = append(columns, i)
		case in || from.Key && !full:
			return nil, false
		}
	}
	fits = len(columns) == len(key.Columns) && len(key.Operators) == len(key.Columns)
	return columns, fits && (!full || key.Primary)
}

// sortedOperators brings an index's operators into the order of the columns.
func sortedOperators(columns []int, key catalog.LandingKey, relation *pgoutput.Relation) []string {
	operators := make([]string, len(columns))
	for i, column := range columns {
		operators[i] = key.Operators[slices.Index(key.Columns, relation.Columns[column].Name)]
	}
	return operators
}

// makeShapes prepares for the operations.
func (t *table) makeShapes() {
	var all, rest []int
	for i, c := range t.columns {
		if c.computed {
			continue
		}
		all = append(all, i)
		if !c.key {
			rest = append(rest, i)
		}
		t.always = t.always || c.always
	}
	compared, old := all, t.key
	if len(old) == 0 {
		old = compared
	}
	t.insert = newShape(t, opInsert, nil, all)
	t.update = newShape(t, opUpdate, t.key, rest)
	t.delete = newShape(t, opDelete, t.key, nil)
	t.move = newShape(t, opMove, t.key, t.movable(all))
	t.replace = newShape(t, opReplace, old, all)
	t.updateFull = newShape(t, opUpdateFull, compared, t.movable(all))
	t.deleteFull = newShape(t, opDeleteFull, compared, nil)
	if len(t.key) == 0 {
		t.update, t.delete = t.updateFull, t.deleteFull
	}
	if !t.copiesBinary() {
		return
	}
	t.copying = &statement{sql: fmt.Sprintf("COPY %s (%s) FROM STDIN (FORMAT binary)", t.name, t.names(all))}
}

// movable leaves out the columns that no update may set.
func (t *table) movable(columns []int) []int {
	return slices.DeleteFunc(slices.Clone(columns), func(i int) bool { return t.columns[i].always })
}

// copiesBinary says whether rows can be inserted by COPY, as far as their types go.
func (t *table) copiesBinary() bool {
	written := 0
	for _, c := range t.columns {
		if c.computed {
			continue
		}
		if !c.copies {
			return false
		}
		written++
	}
	return written > 0 && !t.watched
}

// typeName names a relation's column's type, as far as that is known here.
func (a *applier) typeName(ctx context.Context, from pgoutput.Column) string {
	if named, ok := a.types[from.Type]; ok {
		return named.String()
	}
	var name string
	err := a.looker.QueryRow(ctx, "select pg_catalog.format_type($1, $2)", from.Type, from.Modifier).Scan(&name)
	if err != nil {
		return fmt.Sprintf("of OID %d", from.Type)
	}
	return name
}
