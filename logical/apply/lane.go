package apply

import (
	"fmt"
	"hash/crc32"

	"copydb/catalog"
	"copydb/logical/pgoutput"
)

// lane is an applier's share of the changes, while several apply at once: whole tables, and of tables that are spread, the
// rows whose keys fall to it. All lanes read the same stream and decide by it alone, so they agree without asking each other.
type lane struct {
	number int // from 1 on; 0: all changes are its own
	of     int
	parted catalog.LSN // where the lanes began
	spread map[string]bool
}

// route tells which lane a table's changes go to.
type route struct {
	how  routing
	lane int
}

type routing byte

const (
	routeTable    routing = iota // all to one
	routeKey                     // by the row's key
	routeRow                     // by all values of a row, which has no key and is never changed
	routeTogether                // none: they are for an applier that has all lanes' changes before them
)

// togetherError ends a lane in front of a change for which all lanes have to be at the same place: one that concerns rows of
// several, or may.
type togetherError struct {
	at catalog.LSN // of the transaction's commit, or of the stream's new session
}

func (e *togetherError) Error() string {
	return fmt.Sprintf("what comes at %s is not for one lane of several", e.at)
}

// spreads takes in the tables that are spread, as SQL names them.
func (l *lane) spreads(tables []string) {
	l.spread = make(map[string]bool, len(tables))
	for _, table := range tables {
		l.spread[table] = true
	}
}

// route decides where a table's changes go. Rows may be spread where no index but their key's can refuse one because of
// another.
func (l *lane) route(t *table) route {
	switch {
	case l.number == 0:
		return route{}
	case t.watched:
		return route{how: routeTogether}
	case t.relation.Identity == 'f' || !l.spread[t.name.String()]:
		return route{how: routeTable, lane: l.pick(checksum(0, []byte(t.name.String())))}
	case t.coalesces && t.uniques == 1:
		return route{how: routeKey}
	case len(t.key) == 0 && t.uniques == 0:
		return route{how: routeRow}
	}
	return route{how: routeTogether} // the table is not any more what it was when the lanes began
}

func (l *lane) pick(hash uint32) int { return int(hash%uint32(l.of)) + 1 }

// takes says whether a change is this lane's.
func (a *applier) takes(message pgoutput.Message) (bool, error) {
	if a.lane.number == 0 {
		return true, nil
	}
	switch m := message.(type) {
	case *pgoutput.Insert:
		return a.takesRow(m.Relation, m.New, pgoutput.Tuple{}, routeRow)
	case *pgoutput.Update:
		if m.Has == pgoutput.NoOld {
			return a.takesRow(m.Relation, m.New, pgoutput.Tuple{}, routeKey)
		}
		return a.takesRow(m.Relation, m.Before, m.New, routeKey)
	case *pgoutput.Delete:
		return a.takesRow(m.Relation, m.Before, pgoutput.Tuple{}, routeKey)
	case *pgoutput.Truncate:
		for _, id := range m.Relations {
			if r := a.batch.relations[id]; r != nil && !a.ignores(r) {
				return false, &togetherError{a.txn.final}
			}
		}
	}
	return false, nil
}

// takesRow decides by the row that a change is found by, and by the one that takes its place where its key may be another.
// Changes that go no further than to furthest cannot be routed in other ways.
func (a *applier) takesRow(id pgoutput.RelationID, row, next pgoutput.Tuple, furthest routing) (bool, error) {
	r := a.batch.relations[id]
	if r == nil || r.table == nil || a.ignores(r) {
		return true, nil // to be refused, or passed over, as ever
	}
	t := r.table
	if len(t.textual) > 0 && len(row.Data) > 0 {
		if err := t.readable(row); err != nil {
			return false, err
		}
	}
	if t.route.how > furthest {
		return false, &togetherError{a.txn.final}
	}
	to := t.route.lane
	switch t.route.how {
	case routeKey:
		hash, _ := t.keyHash(row)
		to = a.lane.pick(hash)
		if moved, sent := t.keyHash(next); next.Columns > 0 && sent && a.lane.pick(moved) != to {
			return false, &togetherError{a.txn.final}
		}
	case routeRow:
		to = a.lane.pick(checksum(0, row.Data))
	}
	return to == a.lane.number, nil
}

// keyHash is a checksum of a row's key, as it was sent; sent is false if a part of it was not.
func (t *table) keyHash(row pgoutput.Tuple) (hash uint32, sent bool) {
	sent = true
	for column, left := 0, len(t.key); row.Columns > 0 && left > 0; column++ {
		before := row.Data
		var value pgoutput.Value
		value, row = row.Next()
		if t.columns[column].key {
			hash = checksum(hash, before[:len(before)-len(row.Data)])
			sent = sent && value.Kind != pgoutput.Unchanged
			left--
		}
	}
	return hash, sent
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum has to be the same in every process: another one may go on with the lanes.
func checksum(hash uint32, data []byte) uint32 { return crc32.Update(hash, castagnoli, data) }
