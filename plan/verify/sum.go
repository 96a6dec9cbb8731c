package verify

import (
	"fmt"
	"math/big"
	"strings"

	"copydb/catalog"
	"copydb/copyproto"
)

// Sum is what a relation's rows, or a part of them, add up to.
type Sum struct {
	Rows   int64
	hashes [2]big.Int
}

// add adds another part's.
func (s *Sum) add(other *Sum) {
	s.Rows += other.Rows
	for i := range s.hashes {
		s.hashes[i].Add(&s.hashes[i], &other.hashes[i])
	}
}

// equal says whether two are the same.
func (s *Sum) equal(other *Sum) bool {
	return s.Rows == other.Rows && s.hashes[0].Cmp(&other.hashes[0]) == 0 && s.hashes[1].Cmp(&other.hashes[1]) == 0
}

// hashed is text as SQL that is given to the hash: that of the database where both have the same encoding, else in UTF-8.
func hashed(text string, sameEncoding bool) string {
	if sameEncoding {
		return text
	}
	return "pg_catalog.encode(pg_catalog.convert_to(" + text + ", 'UTF8'), 'hex')"
}

// sumQuery returns the query that sums up what a query returns as column line. OFFSET 0 keeps the planner from working out
// each line twice.
func sumQuery(lines string, sameEncoding bool) string {
	line := hashed("line", sameEncoding) + ` COLLATE pg_catalog."C"`
	return fmt.Sprintf(`select pg_catalog.count(*), coalesce(pg_catalog.sum(a), 0)::text, coalesce(pg_catalog.sum(b), 0)::text
from (select pg_catalog.hashtextextended(line, 1) as a, pg_catalog.hashtextextended(line, 2) as b
      from (select %s as line from (%s offset 0) as lines) as texts) as hashes`, line, lines)
}

// rowLines returns the query for the rows of a part of a relation, each as text.
func rowLines(relation relation, part copyproto.Part, encoding string) string {
	var conditions []string
	if condition := part.Condition(); condition != "" {
		conditions = append(conditions, condition)
	}
	if relation.where != "" {
		conditions = append(conditions, "(\n"+relation.where+"\n)")
	}
	lines := fmt.Sprintf("select (%s)::pg_catalog.text as line from only %s relation", relation.row(encoding), relation.name)
	if len(conditions) > 0 {
		lines += " where " + strings.Join(conditions, " and ")
	}
	return lines
}

// row returns a row as SQL.
func (r relation) row(encoding string) string {
	if r.whole {
		return "relation"
	}
	values := make([]string, len(r.columns))
	for i, column := range r.columns {
		values[i] = value(column, encoding)
	}
	return "ROW(" + strings.Join(values, ", ") + ")"
}

// The types that need more than to be written as text, by their OIDs.
const (
	byteaOID   catalog.OID = 17
	charOID    catalog.OID = 18
	textOID    catalog.OID = 25
	jsonOID    catalog.OID = 114
	xmlOID     catalog.OID = 142
	varcharOID catalog.OID = 1043
)

// longValue is how long a text, in bytes, may be before it is hashed by itself: a row as text ends at 1 GB.
const longValue = 64 << 20

// value returns an expression for a column's value in a row that is written as text.
func value(column catalog.Column, encoding string) string {
	name := catalog.Ident(column.Name)
	switch column.TypeOID {
	case byteaOID:
		return "pg_catalog.sha256(" + name + ")"
	case charOID: // newer versions write what is not ASCII in another way
		return name + "::pg_catalog.int4"
	case textOID, varcharOID, jsonOID, xmlOID:
		text := name + "::pg_catalog.text"
		return fmt.Sprintf("case when pg_catalog.octet_length(%[1]s) > %[2]d then pg_catalog.encode(pg_catalog.sha256("+
			"pg_catalog.convert_to(%[1]s, %[3]s)), 'hex') else %[1]s end", text, longValue, catalog.Literal(encoding))
	}
	return name
}
