package logical

import (
	"encoding/binary"

	"copydb/catalog"
	"copydb/logical/pgoutput"
)

// tracker follows a stream from transaction to transaction, by the first bytes of its messages. Prepared transactions come
// as others do: the slot is not two-phase.
type tracker struct {
	// position: all that committed before it has come, whole. The stream can go on from there.
	position catalog.LSN
	commits  int64 // transactions that have come, whole
	// at is where the tracker's owner is, in its own count, which the starts of open transactions are remembered in.
	at uint64

	open    bool // between a Begin and its Commit
	began   uint64
	segment pgoutput.XID // whose segment is open, 0 if none is
	streams map[pgoutput.XID]uint64
}

// take notes a frame, and says whether the stream can be cut behind it: no transaction is under way but those that are
// streamed in segments, which would come again.
func (t *tracker) take(frame *Frame) (boundary bool) {
	switch frame.Kind {
	case Message:
		return t.message(frame.Data)
	case Keepalive:
		if t.open || t.segment != 0 {
			return false
		}
		t.advance(frame.LSN)
		return true
	default:
		t.forget()
		return false
	}
}

func (t *tracker) advance(position catalog.LSN) { t.position = max(t.position, position) }

// forget drops what a new session sends again.
func (t *tracker) forget() {
	t.open, t.segment = false, 0
	clear(t.streams)
}

func (t *tracker) message(data []byte) (boundary bool) {
	switch kindOf(data) {
	case pgoutput.KindBegin:
		t.open, t.began = true, t.at
	case pgoutput.KindCommit:
		t.open = false
		return t.commit(data, 1)
	case pgoutput.KindStreamStart:
		t.segment = xidOf(data)
		if _, known := t.streams[t.segment]; !known {
			if t.streams == nil {
				t.streams = map[pgoutput.XID]uint64{}
			}
			t.streams[t.segment] = t.at
		}
	case pgoutput.KindStreamStop:
		t.segment = 0
	case pgoutput.KindStreamAbort:
		if xid := xidOf(data); xid == subOf(data) {
			delete(t.streams, xid)
		}
	case pgoutput.KindStreamCommit:
		delete(t.streams, xidOf(data))
		return t.commit(data, 5)
	}
	return false
}

// commit advances to the end LSN of a message that ends a transaction: flags, commit LSN and end LSN are at an offset.
func (t *tracker) commit(data []byte, at int) bool {
	if len(data) < at+17 {
		return false
	}
	end := catalog.LSN(binary.BigEndian.Uint64(data[at+9:]))
	if end > t.position {
		t.commits++
	}
	t.advance(end)
	return true
}

// begun counts the transactions that have come, and the one that is coming: it too has been committed on the source.
func (t *tracker) begun() int64 {
	if t.open {
		return t.commits + 1
	}
	return t.commits
}

// endedBefore says whether a message ends a transaction that committed before a position.
func endedBefore(data []byte, position catalog.LSN) bool {
	at := 2
	switch kindOf(data) {
	case pgoutput.KindCommit:
	case pgoutput.KindStreamCommit:
		at = 6
	default:
		return false
	}
	return len(data) >= at+8 && catalog.LSN(binary.BigEndian.Uint64(data[at:])) < position
}

// oldest is where the earliest transaction that is under way began, in the owner's count; where the owner is if none is.
func (t *tracker) oldest() uint64 {
	oldest := t.at
	if t.open {
		oldest = min(oldest, t.began)
	}
	for _, began := range t.streams {
		oldest = min(oldest, began)
	}
	return oldest
}

// kindOf is the kind of a message, 0 of an empty one.
func kindOf(data []byte) pgoutput.Kind {
	if len(data) == 0 {
		return 0
	}
	return pgoutput.Kind(data[0])
}

// xidOf is the transaction that messages of streaming begin with.
func xidOf(data []byte) pgoutput.XID { return pgoutput.XID(wordAt(data, 1)) }

// subOf is the subtransaction of a StreamAbort.
func subOf(data []byte) pgoutput.XID { return pgoutput.XID(wordAt(data, 5)) }

func wordAt(data []byte, at int) uint32 {
	if len(data) < at+4 {
		return 0
	}
	return binary.BigEndian.Uint32(data[at:])
}

// commitOf is the commit LSN that a Begin announces.
func commitOf(begin []byte) catalog.LSN {
	if len(begin) < 9 {
		return 0
	}
	return catalog.LSN(binary.BigEndian.Uint64(begin[1:]))
}
