package run

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
)

// DriftError is a definition of the source that the target does not have. What was applied before stays; the run goes on
// when the target fits again.
type DriftError struct {
	Reasons []string
	Mend    []string // statements that make the target fit
}

func (e *DriftError) Error() string {
	return "the source's definitions have changed: " + strings.Join(e.Reasons, "; ")
}

// lookForDrift compares the definitions of followed tables on both sides. What does not fit ends what is applied, between
// two transactions; tables that are not followed are named once. What keeps it from looking is no reason to stop.
func (m *monitor) lookForDrift(ctx context.Context) {
	if m.source == nil || m.source.IsClosed() || m.target.IsClosed() || !m.follows() {
		return
	}
	columns, err := readColumns(ctx, m.source)
	if err != nil {
		return
	}
	there, err := readColumns(ctx, m.target)
	if err != nil {
		return
	}
	drift := &DriftError{}
	for _, name := range m.followed(ctx) {
		drift.compare(name, columns[name], there[m.rename(name)])
	}
	if len(drift.Reasons) == 0 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.drifted != nil {
		m.drifted(drift)
	}
}

// follows says whether changes are applied now.
func (m *monitor) follows() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.drifted != nil
}

// rename returns the name that a table has on the target.
func (m *monitor) rename(name catalog.Name) catalog.Name { return name }

// followed returns the tables that are published, and tells of those that are not.
func (m *monitor) followed(ctx context.Context) []catalog.Name {
	identities, err := catalog.ReadReplicaIdentities(ctx, m.source, m.server)
	if err != nil {
		return nil
	}
	selection := m.selection
	published, known := map[catalog.Name]bool{}, map[catalog.Name]bool{}
	roots := map[catalog.OID]bool{}
	for _, table := range slices.Concat(selection.Publish, selection.InsertOnly) {
		published[table.Name], roots[table.OID] = true, table.Partitioned
	}
	for _, table := range selection.Again {
		known[table.Name] = true
	}
	var names, strays []catalog.Name
	for _, table := range identities {
		switch {
		case table.Unlogged || known[table.Name]:
		case published[table.Name], roots[table.Root]:
			names = append(names, table.Name)
		case !m.left[table.Name] && !m.strayed[table.Name]:
			strays = append(strays, table.Name)
			m.strayed[table.Name] = true
		}
	}
	if len(strays) > 0 {
		m.run.emit(Strayed{Tables: strays})
	}
	return names
}

// tableColumn is a column as both sides have to agree on it.
type tableColumn struct {
	Name string
	Type string
}

// readColumns reads the columns of all tables that hold values of their own.
func readColumns(ctx context.Context, conn *pgx.Conn) (map[catalog.Name][]tableColumn, error) {
	rows, err := conn.Query(ctx, `
		select namespace.nspname::text, relation.relname::text, attribute.attname::text,
		       pg_catalog.format_type(attribute.atttypid, attribute.atttypmod)
		from pg_catalog.pg_class relation
		join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
		left join pg_catalog.pg_attribute attribute on attribute.attrelid = relation.oid and attribute.attnum > 0
		  and not attribute.attisdropped and attribute.attgenerated = ''
		where relation.relkind in ('r', 'p') and namespace.nspname !~ '^pg_' and namespace.nspname <> 'information_schema'
		order by 1, 2, attribute.attnum`)
	if err != nil {
		return nil, fmt.Errorf("reading columns: %w", err)
	}
	columns := map[catalog.Name][]tableColumn{}
	var name catalog.Name
	var column, kind *string
	if _, err := pgx.ForEachRow(rows, []any{&name.Schema, &name.Name, &column, &kind}, func() error {
		list := columns[name]
		if column != nil {
			list = append(list, tableColumn{*column, *kind})
		}
		columns[name] = list
		return nil
	}); err != nil {
		return nil, fmt.Errorf("reading columns: %w", err)
	}
	return columns, nil
}

// compare notes how the target's columns do not fit the source's. More columns on the target are its own matter.
func (e *DriftError) compare(name catalog.Name, source, target []tableColumn) {
	if target == nil {
		e.Reasons = append(e.Reasons, fmt.Sprintf("table %s is not on the target", name.Plain()))
		e.Mend = append(e.Mend, fmt.Sprintf("CREATE TABLE %s …, as copydb dump schema prints it of the source", name))
		return
	}
	for _, column := range source {
		i := slices.IndexFunc(target, func(c tableColumn) bool { return c.Name == column.Name })
		switch {
		case i < 0:
			e.Reasons = append(e.Reasons, fmt.Sprintf("table %s has no column %s on the target", name.Plain(), column.Name))
			e.Mend = append(e.Mend, fmt.Sprintf("ALTER TABLE %s ADD COLUMN %s %s", name, catalog.Ident(column.Name), column.Type))
		case target[i].Type != column.Type:
			e.Reasons = append(e.Reasons, fmt.Sprintf("column %s of table %s is of type %s on the source, and of type %s on the target",
				column.Name, name.Plain(), column.Type, target[i].Type))
			e.Mend = append(e.Mend, fmt.Sprintf("ALTER TABLE %s ALTER COLUMN %s TYPE %s", name, catalog.Ident(column.Name), column.Type))
		}
	}
}
