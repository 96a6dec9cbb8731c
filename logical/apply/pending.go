package apply

import (
	"hash/maphash"

	"copydb/logical/pgoutput"
)

// effect is what the changes of one row come to.
type effect byte

const (
	netNothing  effect = iota // inserted and deleted again
	netInserted               // row is the new row
	netUpdated                // row is the new row, perhaps with values unchanged
	netDeleted
	netReplaced // deleted, and inserted anew
)

// entry is a row of the target that a batch changes.
type entry struct {
	hash uint64
	key  []byte // its key's values, as a tuple holds them
	row  pgoutput.Tuple
	net  effect
	next uint32 // of the entries whose rows are equal, without a key; index plus one
}

// pending is what a batch does to a table, by key: the net effect of each row's changes, in the order in which the rows were
// first touched. Rows without a key are told by all their values, see keyless.go.
type pending struct {
	entries []entry
	slots   []uint32          // a hash table with open addressing: index into entries plus one
	rows    map[uint64]uint32 // of rows without a key: entries by what their rows are now; index plus one
	seed    maphash.Seed
	dirty   bool // it is in the batch's list of tables
}

const minSlots = 64

// find returns the entry for a key, a new one that does nothing if there is none.
func (p *pending) find(key []byte) (found *entry, fresh bool) {
	if len(p.entries)*2 >= len(p.slots) {
		p.grow()
	}
	hash := maphash.Bytes(p.seed, key)
	mask := uint64(len(p.slots) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		slot := p.slots[at]
		if slot == 0 {
			p.entries = append(p.entries, entry{hash: hash, key: key})
			p.slots[at] = uint32(len(p.entries))
			return &p.entries[len(p.entries)-1], true
		}
		if e := &p.entries[slot-1]; e.hash == hash && string(e.key) == string(key) {
			return e, false
		}
	}
}

// grow doubles the hash table.
func (p *pending) grow() {
	if len(p.slots) == 0 {
		p.seed = maphash.MakeSeed()
	}
	p.slots = make([]uint32, max(minSlots, 2*len(p.slots)))
	mask := uint64(len(p.slots) - 1)
	for i := range p.entries {
		at := p.entries[i].hash & mask
		for p.slots[at] != 0 {
			at = (at + 1) & mask
		}
		p.slots[at] = uint32(i + 1)
	}
}

func (p *pending) reset() {
	p.entries = p.entries[:0]
	clear(p.slots)
	clear(p.rows)
	p.dirty = false
}

// The changes of a row, one after another. What does not fit, as an insert of a row that is there, is for the target to
// refuse: it is left as two changes of which the second fails.

// inserted is false if the row is there already.
func (e *entry) inserted(row pgoutput.Tuple) bool {
	switch e.net {
	case netNothing:
		e.net = netInserted
	case netDeleted:
		e.net = netReplaced
	default:
		return false
	}
	e.row = row
	return true
}

// updated is false if the row is gone.
func (e *entry) updated(row pgoutput.Tuple, fresh bool, space *arena) bool {
	switch {
	case fresh:
		e.net = netUpdated
		e.row = row
		return true
	case e.net == netDeleted || e.net == netNothing:
		return false
	}
	if row.Unchanged > 0 {
		row = space.merge(e.row, row)
	}
	e.row = row
	return true
}

// deleted is false if the row is gone.
func (e *entry) deleted(fresh bool) bool {
	switch {
	case fresh || e.net == netUpdated || e.net == netReplaced:
		e.net = netDeleted
	case e.net == netInserted:
		e.net = netNothing
	default:
		return false
	}
	e.row = pgoutput.Tuple{}
	return true
}
