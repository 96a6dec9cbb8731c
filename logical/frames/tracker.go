package frames

import (
	"encoding/binary"

	"copydb/catalog"
	"copydb/logical/pgoutput"
)

// Tracker follows a stream from transaction to transaction, by the first bytes of its messages. Prepared transactions come
// as others do: the slot is not two-phase.
type Tracker struct {
	// Position: all that committed before it has come, whole. The stream can go on from there.
	Position catalog.LSN
	Commits  int64 // transactions that have come, whole
	// At is where the tracker's owner is, in its own count, which the starts of open transactions are remembered in.
	At uint64

	Open    bool         // between a Begin and its Commit
	Segment pgoutput.XID // whose segment is open, 0 if none is
	began   uint64
	streams map[pgoutput.XID]uint64
}

// Take notes a frame, and says whether the stream can be cut behind it: no transaction is under way but those that are
// streamed in segments, which would come again.
func (t *Tracker) Take(frame *Frame) (boundary bool) {
	switch frame.Kind {
	case Message:
		return t.message(frame.Data)
	case Keepalive:
		if t.Open || t.Segment != 0 {
			return false
		}
		t.Advance(frame.LSN)
		return true
	default:
		t.Forget()
		return false
	}
}

// Advance raises the position.
func (t *Tracker) Advance(position catalog.LSN) { t.Position = max(t.Position, position) }

// Forget drops what a new session sends again.
func (t *Tracker) Forget() {
	t.Open, t.Segment = false, 0
	clear(t.streams)
}

func (t *Tracker) message(data []byte) (boundary bool) {
	switch pgoutput.KindOf(data) {
	case pgoutput.KindBegin:
		t.Open, t.began = true, t.At
	case pgoutput.KindCommit:
		t.Open = false
		return t.commit(data, 1)
	case pgoutput.KindStreamStart:
		t.Segment = pgoutput.XIDOf(data)
		if _, known := t.streams[t.Segment]; !known {
			if t.streams == nil {
				t.streams = map[pgoutput.XID]uint64{}
			}
			t.streams[t.Segment] = t.At
		}
	case pgoutput.KindStreamStop:
		t.Segment = 0
	case pgoutput.KindStreamAbort:
		if xid := pgoutput.XIDOf(data); xid == pgoutput.SubXIDOf(data) {
			delete(t.streams, xid)
		}
	case pgoutput.KindStreamCommit:
		delete(t.streams, pgoutput.XIDOf(data))
		return t.commit(data, 5)
	}
	return false
}

// commit advances to the end LSN of a message that ends a transaction: flags, commit LSN and end LSN are at an offset.
func (t *Tracker) commit(data []byte, at int) bool {
	if len(data) < at+17 {
		return false
	}
	end := catalog.LSN(binary.BigEndian.Uint64(data[at+9:]))
	if end > t.Position {
		t.Commits++
	}
	t.Advance(end)
	return true
}

// Begun counts the transactions that have come, and the one that is coming: it too has been committed on the source.
func (t *Tracker) Begun() int64 {
	if t.Open {
		return t.Commits + 1
	}
	return t.Commits
}

// Oldest is where the earliest transaction that is under way began, in the owner's count; where the owner is if none is.
func (t *Tracker) Oldest() uint64 {
	oldest := t.At
	if t.Open {
		oldest = min(oldest, t.began)
	}
	for _, began := range t.streams {
		oldest = min(oldest, began)
	}
	return oldest
}
