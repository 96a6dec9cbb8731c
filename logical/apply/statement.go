package apply

import (
	"fmt"
	"strconv"
	"strings"
)

// buckets are the numbers of rows that statements are prepared for: a set of rows is cut into the largest that fit.
var buckets = [...]int{256, 64, 16, 4, 1}

// maxParams bounds the parameters of a statement: its plan takes about a kilobyte for each.
const maxParams = 4096

// statement is one that is prepared when first used.
type statement struct {
	name       string
	sql        string
	types      []uint32 // of the parameters
	generation int      // of prepared statements that it belongs to; see applier.generation
}

// operation is what a statement does.
type operation byte

const (
	opInsert operation = 'I'
	opUpdate operation = 'U'
	opDelete operation = 'D'
	// opMove is an update that changes the key.
	opMove operation = 'M'
	// opUpdateFull and opDeleteFull find the row by all its values.
	opUpdateFull operation = 'F'
	opDeleteFull operation = 'G'
	// opReplace is an update that deletes the row, found in either way, and inserts one in its place.
	opReplace  operation = 'R'
	opCopy     operation = 'C'
	opTruncate operation = 'T'
	// opTransaction is BEGIN, a savepoint and the like.
	opTransaction operation = 't'
	opProgress    operation = 'p'
	opCommit      operation = 'c'
)

// String tells it to people.
func (o operation) String() string {
	switch o {
	case opInsert, opCopy:
		return "inserting into"
	case opUpdate, opMove, opUpdateFull, opReplace:
		return "updating"
	case opDelete, opDeleteFull:
		return "deleting from"
	case opTruncate:
		return "truncating"
	case opProgress:
		return "recording progress in"
	case opCommit:
		return "committing changes of"
	}
	return "applying to"
}

// shape is all statements that do one thing to one set of a table's columns, one for each number of rows.
type shape struct {
	table *table
	op    operation
	// old says which values of the old row, or of its key, are parameters; set, which values of the new row. Both are by the
	// relation's columns. A row's parameters are the old ones, then the new ones.
	old, set []int
	takes    []bool // of the new row's columns, those in set

	checked, unchecked [len(buckets)]*statement
}

func newShape(t *table, op operation, old, set []int) *shape {
	s := &shape{table: t, op: op, old: old, set: set, takes: make([]bool, len(t.columns))}
	for _, i := range set {
		s.takes[i] = true
	}
	return s
}

// width is a row's number of parameters.
func (s *shape) width() int { return len(s.old) + len(s.set) }

// fit returns the index of the largest bucket for a number of rows.
func (s *shape) fit(rows int) int {
	for i, size := range buckets {
		if size <= rows && (size*s.width() <= maxParams || size == 1) && (size == 1 || s.batches()) {
			return i
		}
	}
	return len(buckets) - 1
}

// batches says whether there is a statement for several rows. Without columns there is none.
func (s *shape) batches() bool {
	switch s.op {
	case opInsert, opUpdate, opDelete, opUpdateFull, opDeleteFull:
		return s.width() > 0
	}
	return false
}

// statement returns the one for a bucket. A checked one fails if it does not meet as many rows as it was given.
func (s *shape) statement(bucket int, checked bool) *statement {
	kept := &s.unchecked[bucket]
	if checked {
		kept = &s.checked[bucket]
	}
	if *kept == nil {
		rows := buckets[bucket]
		*kept = &statement{sql: s.sql(rows, checked && s.op != opInsert), types: s.types(rows)}
	}
	return *kept
}

func (s *shape) types(rows int) []uint32 {
	types := make([]uint32, 0, rows*s.width())
	for range rows {
		for _, i := range s.old {
			types = append(types, s.table.columns[i].param)
		}
		for _, i := range s.set {
			types = append(types, s.table.columns[i].param)
		}
	}
	return types
}

func (s *shape) sql(rows int, checked bool) string {
	with, sql := s.plainSQL(rows)
	switch {
	case !checked && with == "":
		return sql
	case !checked:
		return "WITH " + with + " " + sql
	case with != "":
		with += ", "
	}
	return fmt.Sprintf("WITH %smet AS (%s RETURNING 1) SELECT 1 / (pg_catalog.count(*) = %d)::int FROM met", with, sql, rows)
}

// plainSQL writes the statement, and what it has WITH it.
func (s *shape) plainSQL(rows int) (with, sql string) {
	if rows > 1 && (s.op == opUpdateFull || s.op == opDeleteFull) {
		return s.keylessSQL(rows)
	}
	switch s.op {
	case opInsert:
		return "", s.insertSQL(rows)
	case opUpdate, opMove, opUpdateFull:
		return "", fmt.Sprintf("UPDATE %s AS t SET %s FROM %s WHERE %s", s.table.only(), s.assignments(), s.values(rows), s.match())
	case opDelete, opDeleteFull:
		return "", fmt.Sprintf("DELETE FROM %s AS t USING %s WHERE %s", s.table.only(), s.values(rows), s.match())
	case opReplace:
		return s.replaceSQL()
	}
	panic(fmt.Sprintf("BUG: no statement for operation %q", s.op))
}

// replaceSQL writes the statement that inserts a row in the place of one that it deletes, with the values of that one where
// there are no others.
func (s *shape) replaceSQL() (with, sql string) {
	var columns, values, returning []string
	for i, column := range s.set {
		columns = append(columns, s.table.columns[column].quoted)
		values = append(values, fmt.Sprintf("n%d", i))
		returning = append(returning, fmt.Sprintf("v.n%d", i))
	}
	keep := func(quoted string) {
		kept := fmt.Sprintf("k%d", len(columns))
		columns = append(columns, quoted)
		values = append(values, kept)
		returning = append(returning, "t."+quoted+" AS "+kept)
	}
	for i, column := range s.table.columns {
		if !s.takes[i] && !column.computed {
			keep(column.quoted)
		}
	}
	for _, quoted := range s.table.extra {
		keep(quoted)
	}
	with = fmt.Sprintf("gone AS (DELETE FROM %s AS t USING %s WHERE %s RETURNING %s)",
		s.table.only(), s.values(1), s.match(), strings.Join(returning, ", "))
	sql = fmt.Sprintf("INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM gone",
		s.table.name, strings.Join(columns, ", "), strings.Join(values, ", "))
	return with, sql
}

func (s *shape) insertSQL(rows int) string {
	if len(s.set) == 0 {
		return "INSERT INTO " + s.table.name.String() + " DEFAULT VALUES"
	}
	return fmt.Sprintf("INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE VALUES %s", s.table.name, s.table.names(s.set), s.lists(rows))
}

// lists writes a list of parameters for each row.
func (s *shape) lists(rows int) string {
	var sql strings.Builder
	parameter := 0
	for row := range rows {
		if row > 0 {
			sql.WriteByte(',')
		}
		sql.WriteByte('(')
		for i := range s.width() {
			if i > 0 {
				sql.WriteByte(',')
			}
			parameter++
			sql.WriteByte('$')
			sql.WriteString(strconv.Itoa(parameter))
		}
		sql.WriteByte(')')
	}
	return sql.String()
}

// values is the rows as a table v: o0, o1 ... the old values, n0, n1 ... the new ones.
func (s *shape) values(rows int) string {
	names := make([]string, 0, s.width())
	for i := range s.old {
		names = append(names, fmt.Sprintf("o%d", i))
	}
	for i := range s.set {
		names = append(names, fmt.Sprintf("n%d", i))
	}
	return fmt.Sprintf("(VALUES %s) AS v (%s)", s.lists(rows), strings.Join(names, ", "))
}

func (s *shape) assignments() string {
	var list []string
	for i, column := range s.set {
		if c := s.table.columns[column]; !c.always {
			list = append(list, fmt.Sprintf("%s = v.n%d", c.quoted, i))
		}
	}
	if len(list) == 0 { // only what must be as it is
		key := s.table.columns[s.old[0]].quoted
		return key + " = t." + key
	}
	return strings.Join(list, ", ")
}

// match finds the row by its key. An update cannot set an identity that is GENERATED ALWAYS, and does not meet a row that
// has another one.
func (s *shape) match() string {
	if len(s.table.key) == 0 {
		return s.matchFull()
	}
	var list []string
	for i, column := range s.old {
		list = append(list, fmt.Sprintf("t.%s %s v.o%d", s.table.columns[column].quoted, s.table.equals[i], i))
	}
	if s.op == opUpdate {
		for i, column := range s.set {
			if c := s.table.columns[column]; c.always {
				list = append(list, fmt.Sprintf("t.%s = v.n%d", c.quoted, i))
			}
		}
	}
	return strings.Join(list, " AND ")
}

// matchFull finds one row of those that are equal in all columns: by the types' own notion of equality where they have one,
// and to the letter. Duplicates are legal, and any of them will do.
func (s *shape) matchFull() string {
	var list []string
	for i, column := range s.old {
		c := s.table.columns[column]
		if c.comparable {
			list = append(list, fmt.Sprintf("f.%s IS NOT DISTINCT FROM v.o%d", c.quoted, i))
		}
	}
	for i, column := range s.old {
		list = append(list, fmt.Sprintf(`(f.%s)::pg_catalog.text COLLATE "C" IS NOT DISTINCT FROM (v.o%d)::pg_catalog.text COLLATE "C"`,
			s.table.columns[column].quoted, i))
	}
	if len(list) == 0 {
		list = []string{"true"}
	}
	row := "ctid"
	if s.table.partitioned {
		row = "(tableoid, ctid)"
	}
	place := strings.NewReplacer("tableoid", "t.tableoid", "ctid", "t.ctid").Replace(row)
	found := strings.NewReplacer("(", "", ")", "", "tableoid", "f.tableoid", "ctid", "f.ctid").Replace(row)
	return fmt.Sprintf("%s = (SELECT %s FROM %s AS f WHERE %s LIMIT 1)", place, found, s.table.only(), strings.Join(list, " AND "))
}
