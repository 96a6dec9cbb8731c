package ddl

import (
	"fmt"
	"slices"
	"strings"

	"copydb/catalog"
)

// relationApart describes a table part by part: itself without its columns, each column, and each thing that a column or the table
// can be given later. So what differs between two tables has a name, and it is known whether the statements of members bring it.
func (w *writer) relationApart(r relation) []Statement {
	id := catalog.ClassRelation.Of(r.oid)
	bare := r
	bare.tail = slices.DeleteFunc(slices.Clone(r.tail), func(clause string) bool { return strings.HasPrefix(clause, "WITH (") })
	statements := []Statement{{SQL: createSQL(bare, nil, ""), Kind: r.kind, Name: r.label + " " + r.Plain(), Object: id, Makes: w.madeAlong(r)}}
	add := func(kind Kind, name, clause string) {
		statements = append(statements, Statement{SQL: "ALTER " + r.word + " " + r.String() + " " + clause, Kind: kind, Name: name, Object: id})
	}
	if table, found := w.tableByOID.find(r.oid); found {
		for _, option := range w.tableOptions(r.label+" "+r.Plain(), table.Options) {
			name, _, _ := strings.Cut(option, "=")
			add(KindTableProperty, "option "+name+" of "+r.label+" "+r.Plain(), "SET ("+storageOptions([]string{option})+")")
		}
	}
	for _, column := range w.columns[r.oid] {
		w.columnApart(r, column, add)
	}
	for _, check := range w.checksOf(r.oid) {
		add(KindCheck, constraintLabel(check), "ADD "+checkClause(check))
	}
	if inherit, found := w.inheritance(r); found {
		statements = append(statements, inherit)
	}
	return statements
}

// columnApart describes a column. What is of KindColumn comes where it is lacking, what is of KindDefault or KindTableProperty
// in place of another one.
func (w *writer) columnApart(r relation, column catalog.Column, add func(kind Kind, name, clause string)) {
	label := columnLabel + r.Plain() + "." + column.Name
	clause := w.typeClause(column)
	alter := "ALTER COLUMN " + catalog.Ident(column.Name) + " "
	if column.DefaultOID != 0 && column.Generated == "" {
		add(KindDefault, "default of "+label, alter+"SET DEFAULT "+column.Default)
	} else if sequence, found := w.ownIdentity(column); found {
		way, options, _ := strings.Cut(identityClause(column, sequence), " (")
		clause += " " + way
		add(KindTableProperty, "sequence of "+label, alter+"SET ("+options) // the statements of sequences bring it
	} else if value := w.valueClause(column); value != "" {
		clause += " " + value
	}
	add(KindColumn, label, "ADD COLUMN "+clause)
	switch n := w.notNull(column); {
	case n.exists && n.Validated:
		add(KindColumn, "not null of "+label, "ADD "+n.asTableConstraint())
	case n.exists:
		add(KindCheck, "not null of "+label, "ADD "+n.asTableConstraint()+" NOT VALID")
	}
	if column.StatisticsTarget >= 0 {
		add(KindTableProperty, "statistics target of "+label, alter+fmt.Sprintf("SET STATISTICS %d", column.StatisticsTarget))
	}
	for _, option := range column.Options {
		name, _, _ := strings.Cut(option, "=")
		add(KindTableProperty, "option "+name+" of "+label, alter+"SET ("+storageOptions([]string{option})+")")
	}
	if column.Storage != "" {
		add(KindTableProperty, "storage of "+label, alter+"SET STORAGE "+column.Storage)
	}
	if column.Compression != "" {
		add(KindTableProperty, "compression of "+label, alter+"SET COMPRESSION "+column.Compression)
	}
}

// mends names the parts of what extensions brought that the statements of members bring where they are lacking: true where they do
// so in place of another one.
func (w *writer) mends() map[string]bool {
	m := w.newMembers()
	if m == nil {
		return nil
	}
	mended := map[string]bool{}
	for _, s := range m.written() {
		mended[s.Part()] = s.Kind == KindTableProperty || strings.HasPrefix(s.Name, "state of ") || strings.HasPrefix(s.Name, "target of ")
	}
	for _, table := range m.tables {
		for _, s := range slices.Concat(m.relationApart(m.relationOf(table)), rowSecurity(table), replicaIdentity(table.OID, table.Name, table.ReplicaIdentity)) {
			switch s.Kind {
			case KindColumn:
				mended[s.Name] = false
			case KindDefault, KindTableProperty:
				mended[s.Name] = true
			}
		}
	}
	return mended
}
