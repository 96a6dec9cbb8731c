package ddl

import (
	"fmt"
	"slices"
	"strings"

	"copydb/catalog"
)

// ofMembers writes what the tables and views of extensions have: what the target's extension brings as well, and what users
// added to it afterwards. As no catalog tells which is which, each statement looks whether the target lacks it.
func (w *writer) ofMembers() []Statement {
	if w.options.NoExtensions {
		return nil
	}
	m := w.newMembers()
	if m == nil {
		return nil
	}
	var statements []Statement
	if w.describes {
		statements = m.described()
	} else {
		statements = m.written()
	}
	w.losses = append(w.losses, m.losses...)
	return statements
}

func (m *members) written() []Statement {
	var statements []Statement
	for _, table := range m.tables {
		statements = append(statements, m.table(table)...)
	}
	for _, write := range []func() []Statement{m.keysAndIndexes, m.constraints, m.statistics, m.triggers, m.rules, m.policies} {
		statements = append(statements, write()...)
	}
	return statements
}

// described writes all that members have as if they were the users' own, to be compared.
func (m *members) described() []Statement {
	m.listAllColumns()
	var statements []Statement
	for _, write := range []func() []Statement{m.writer.tables, m.writer.indexes, m.writer.keys, m.writer.foreignKeys, m.writer.statistics,
		m.writer.tableProperties, m.writer.systemTriggers, m.writer.triggers, m.writer.rules, m.writer.policies} {
		statements = append(statements, write()...)
	}
	return statements
}

// members is a writer that knows what the members of the extensions have that are made.
type members struct {
	*writer
	tables      []catalog.Table
	extensionOf map[catalog.OID]catalog.OID // by relation
}

// newMembers returns nil where no member has anything.
func (w *writer) newMembers() *members {
	of := w.facts.OfMembers
	if of == nil || len(of.Tables)+len(of.Rules)+len(of.Triggers)+len(of.Indexes) == 0 {
		return nil
	}
	facts := *w.facts
	facts.Tables = slices.Concat(w.facts.Tables, of.Tables)
	facts.Columns = slices.Concat(w.facts.Columns, of.Columns)
	facts.Constraints = slices.Concat(w.facts.Constraints, of.Constraints)
	facts.Indexes = slices.Concat(w.facts.Indexes, of.Indexes)
	m := &members{writer: newWriter(&facts, w.target, w.options), extensionOf: map[catalog.OID]catalog.OID{}}
	extensions := map[catalog.OID]bool{}
	for _, extension := range w.facts.Extensions {
		extensions[extension.OID] = true
	}
	for _, depend := range w.facts.Depends {
		if depend.Kind == catalog.DependsAsMember && depend.Class == catalog.ClassRelation && extensions[depend.NeedsOID] {
			m.extensionOf[depend.OID] = depend.NeedsOID
		}
	}
	m.only(of)
	return m
}

// only leaves those facts to write about that are of members whose extensions are made.
func (m *members) only(of *catalog.Facts) {
	facts := *m.facts
	facts.Tables = ofMade(m, of.Tables, func(t catalog.Table) catalog.OID { return t.OID })
	facts.ForeignTables = nil
	facts.Constraints = ofMade(m, of.Constraints, func(c catalog.Constraint) catalog.OID { return c.Relation })
	facts.Indexes = ofMade(m, of.Indexes, func(i catalog.Index) catalog.OID { return i.Relation })
	facts.Statistics = ofMade(m, of.Statistics, func(s catalog.Statistics) catalog.OID { return s.Relation })
	facts.SystemTriggers = ofMade(m, of.SystemTriggers, func(t catalog.SystemTriggers) catalog.OID { return t.Relation })
	facts.Triggers = ofMade(m, of.Triggers, func(t catalog.Trigger) catalog.OID { return t.Relation })
	facts.Rules = ofMade(m, of.Rules, func(r catalog.Rule) catalog.OID { return r.Relation })
	facts.Policies = ofMade(m, of.Policies, func(p catalog.Policy) catalog.OID { return p.Relation })
	m.facts, m.tables = &facts, facts.Tables
}

func ofMade[T any](m *members, facts []T, relation func(T) catalog.OID) []T {
	var made []T
	for _, fact := range facts {
		if m.extensionOf[relation(fact)] != 0 {
			made = append(made, fact)
		}
	}
	return made
}

// lacking makes a statement one that looks whether the target lacks what it makes.
func (m *members) lacking(s Statement, relation catalog.OID, commands ...Lacking) Statement {
	s.Lacking = commands
	s.makeUp()
	s.After = append(s.After, catalog.ClassRelation.Of(relation), catalog.ClassExtension.Of(m.extensionOf[relation]))
	return s
}

// table writes the columns of a table, which all that reads or extends it waits for; and, when the rows are there, what else
// its columns and itself have.
func (m *members) table(table catalog.Table) []Statement {
	r := relation{Name: table.Name, oid: table.OID, label: "table", word: "TABLE"}
	id := catalog.ClassRelation.Of(table.OID)
	var add, finish []Lacking
	alter := "ALTER TABLE " + table.String() + " "
	for _, column := range m.columns[table.OID] {
		add = append(add, Lacking{SQL: alter + "ADD COLUMN " + m.columnClause(r, column), Catalog: "pg_attribute", Relation: "attrelid",
			On: table.Name, Where: "attname = " + catalog.Literal(column.Name) + " AND NOT attisdropped"})
		finish = append(finish, m.finish(table, column)...)
	}
	statements := []Statement{m.lacking(Statement{Kind: KindColumn, Name: "table " + table.Plain(), Object: id, Makes: []catalog.ID{id}},
		table.OID, add...)}
	statements[0].After = catalog.ClassExtension.IDs(m.extensionOf[table.OID])
	if finish = append(finish, m.properties(table)...); len(finish) > 0 {
		statements = append(statements, m.lacking(Statement{Kind: KindTableProperty, Name: "properties of " + table.Plain(), Object: id,
			Phase: PostData}, table.OID, finish...))
	}
	return statements
}

// finish lists what a column gets after it is there.
func (m *members) finish(table catalog.Table, column catalog.Column) []Lacking {
	var commands []Lacking
	named := "attname = " + catalog.Literal(column.Name)
	add := func(command, where string) {
		commands = append(commands, Lacking{SQL: "ALTER TABLE ONLY " + table.String() + " ALTER COLUMN " + catalog.Ident(column.Name) + " " + command,
			Catalog: "pg_attribute", Relation: "attrelid", On: table.Name, Where: named + " AND " + where})
	}
	if column.DefaultOID != 0 && column.Generated == "" {
		add("SET DEFAULT "+column.Default, "atthasdef AND (SELECT pg_catalog.pg_get_expr(adbin, adrelid) FROM pg_catalog.pg_attrdef"+
			" WHERE adrelid = attrelid AND adnum = attnum) = "+catalog.Literal(column.Default))
	}
	if n := m.notNull(column); n.exists && n.Validated {
		command := "ALTER COLUMN " + catalog.Ident(column.Name) + " SET NOT NULL"
		if n.named {
			command = "ADD " + n.asTableConstraint()
		}
		commands = append(commands, Lacking{SQL: "ALTER TABLE " + table.String() + " " + command, Catalog: "pg_attribute", Relation: "attrelid",
			On: table.Name, Where: named + " AND attnotnull"})
	}
	if column.StatisticsTarget >= 0 {
		add(fmt.Sprintf("SET STATISTICS %d", column.StatisticsTarget), fmt.Sprintf("attstattarget = %d", column.StatisticsTarget))
	}
	if len(column.Options) > 0 {
		add("SET ("+storageOptions(column.Options)+")", "attoptions @> "+textArray(column.Options))
	}
	if column.Compression != "" && m.target.Compresses(column.Compression) {
		add("SET COMPRESSION "+column.Compression, "attcompression = "+catalog.Literal(column.Compression[:1]))
	}
	if column.Storage != "" {
		add("SET STORAGE "+column.Storage, "attstorage = "+catalog.Literal(storageLetters[column.Storage]))
	}
	return commands
}

var storageLetters = map[string]string{"PLAIN": "p", "EXTERNAL": "e", "MAIN": "m", "EXTENDED": "x"}

func textArray(items []string) string {
	quoted := make([]string, len(items))
	for i, item := range items {
		quoted[i] = catalog.Literal(item)
	}
	return "ARRAY[" + strings.Join(quoted, ", ") + "]::pg_catalog.text[]"
}

// properties lists a table's own.
func (m *members) properties(table catalog.Table) []Lacking {
	var commands []Lacking
	add := func(command, where string) {
		commands = append(commands, Lacking{SQL: "ALTER TABLE ONLY " + table.String() + " " + command, Catalog: "pg_class",
			Relation: "pg_class.oid", On: table.Name, Where: where})
	}
	for _, option := range m.tableOptions("table "+table.Plain(), table.Options) {
		of, name := "pg_class.oid", strings.TrimPrefix(option, "toast.")
		if name != option {
			of = "pg_class.reltoastrelid"
		}
		add("SET ("+storageOptions([]string{option})+")", "(SELECT self.reloptions FROM pg_catalog.pg_class self WHERE self.oid = "+of+") @> "+
			textArray([]string{name}))
	}
	if table.RowSecurity {
		add("ENABLE ROW LEVEL SECURITY", "relrowsecurity")
	}
	if table.ForceRowSecurity {
		add("FORCE ROW LEVEL SECURITY", "relforcerowsecurity")
	}
	switch table.ReplicaIdentity {
	case "n":
		add("REPLICA IDENTITY NOTHING", "relreplident = 'n'")
	case "f":
		add("REPLICA IDENTITY FULL", "relreplident = 'f'")
	}
	return commands
}
