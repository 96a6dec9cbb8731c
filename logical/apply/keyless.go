package apply

import (
	"fmt"
	"hash/maphash"
	"strings"

	"copydb/logical/pgoutput"
)

// Rows of a table without a key are told by all their values, and rows that are equal in all of them are as good as each
// other. So a table is a bag of rows, and what a batch does to it is a number of rows that go, others that come, and some that
// become others: the order is no matter, but that a row which has come, or has become what it is, in the same batch is taken
// first. Finding a row takes a scan of the table, for one row or for many.

// gathers says whether changes of rows without a key wait to be written together. Values that are the target's own would tell
// rows apart that are equal on the source, and rows may only be missing where that is noticed.
func (a *applier) gathers(t *table) bool {
	return t.relation.Identity == 'f' && len(t.key) == 0 && len(t.extra) == 0 && !t.always &&
		len(t.updateFull.old) == len(t.columns) && len(t.columns) > 0 && a.checks() && !a.alone(t)
}

// insertedKeyless notes a row that came.
func (a *applier) insertedKeyless(t *table, row pgoutput.Tuple) {
	p := a.wait(t)
	at := p.append(entry{row: row, net: netInserted})
	if t.relation.Identity == 'f' {
		p.put(at)
	}
}

// updatedKeyless notes that a row became another.
func (a *applier) updatedKeyless(t *table, before, after pgoutput.Tuple) {
	if after.Unchanged > 0 {
		after = a.space.merge(before, after)
	}
	p := a.wait(t)
	at := p.take(before.Data)
	if at == 0 {
		at = p.append(entry{key: before.Data, net: netUpdated})
	}
	p.entries[at-1].row = after
	p.put(at)
}

// deletedKeyless notes that a row went.
func (a *applier) deletedKeyless(t *table, before pgoutput.Tuple) {
	p := a.wait(t)
	at := p.take(before.Data)
	if at == 0 {
		p.append(entry{key: before.Data, net: netDeleted})
		return
	}
	e := &p.entries[at-1]
	e.row = pgoutput.Tuple{}
	if e.net == netInserted {
		e.net = netNothing
	} else {
		e.net = netDeleted
	}
}

func (p *pending) append(e entry) (at uint32) {
	p.entries = append(p.entries, e)
	return uint32(len(p.entries))
}

// put lets an entry be found by what its row is now.
func (p *pending) put(at uint32) {
	if p.rows == nil {
		p.rows = map[uint64]uint32{}
		p.seed = maphash.MakeSeed()
	}
	e := &p.entries[at-1]
	e.hash = maphash.Bytes(p.seed, e.row.Data)
	e.next = p.rows[e.hash]
	p.rows[e.hash] = at
}

// take returns an entry whose row is now one with such values, as index plus one; 0 if there is none. It is found no more.
func (p *pending) take(values []byte) uint32 {
	if p.rows == nil {
		return 0
	}
	hash := maphash.Bytes(p.seed, values)
	at := p.rows[hash]
	if at == 0 || string(p.entries[at-1].row.Data) != string(values) {
		return 0 // and what follows fails on the target if there is one behind a row that has the same hash
	}
	p.rows[hash] = p.entries[at-1].next
	return at
}

// keylessSQL writes the statement for several rows: v are those that are given, f those of the table that are equal to one of
// them to the letter, each the n-th of its equals. What is equal to the letter is found by hashing, and columns that can be
// compared by themselves are compared before: that is cheaper than to write them as text.
func (s *shape) keylessSQL(rows int) (with, sql string) {
	var given, found, likely, same []string
	for i, column := range s.old {
		c := s.table.columns[column]
		given = append(given, fmt.Sprintf(`(o%d)::pg_catalog.text COLLATE "C"`, i))
		found = append(found, fmt.Sprintf(`(f.%s)::pg_catalog.text COLLATE "C"`, c.quoted))
		if c.comparable {
			likely = append(likely, fmt.Sprintf("(f.%s IN (SELECT o%d FROM v)) IS NOT FALSE AND ", c.quoted, i))
			same = append(same, fmt.Sprintf(" AND t.%s IS NOT DISTINCT FROM v.o%d", c.quoted, i))
		}
	}
	k, kOfFound := "ARRAY["+strings.Join(given, ", ")+"]", "ARRAY["+strings.Join(found, ", ")+"]"
	with = fmt.Sprintf(`v AS MATERIALIZED (SELECT *, %s AS k, pg_catalog.row_number() OVER (PARTITION BY %s) AS n FROM %s), `+
		`f AS MATERIALIZED (SELECT f.tableoid AS home, f.ctid AS place, %s AS k FROM %s AS f WHERE %s(%s IN (SELECT k FROM v)) IS TRUE), `+
		`g AS (SELECT *, pg_catalog.row_number() OVER (PARTITION BY k) AS n FROM f)`,
		k, k, s.values(rows), kOfFound, s.table.only(), strings.Join(likely, ""), kOfFound)
	match := "g.k = v.k AND g.n = v.n AND t.tableoid = g.home AND t.ctid = g.place" + strings.Join(same, "")
	if s.op == opDeleteFull {
		return with, fmt.Sprintf("DELETE FROM %s AS t USING v, g WHERE %s", s.table.only(), match)
	}
	return with, fmt.Sprintf("UPDATE %s AS t SET %s FROM v, g WHERE %s", s.table.only(), s.assignments(), match)
}
