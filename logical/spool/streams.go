package spool

import (
	"encoding/binary"
	"fmt"
	"slices"

	"copydb/catalog"
	"copydb/logical/frames"
	"copydb/logical/pgoutput"
)

// Transactions that are streamed while they run come in segments, those of several interleaved, and what was rolled back
// among them comes too. A spool keeps them as they come; its reader notes where they are as it passes them, and goes back
// to read each when its commit comes. So what it hands out are whole transactions in the order of their commits, as if
// they had not been streamed, and nothing of what was rolled back; a transaction of any size costs neither memory nor
// another copy of its rows.

// streams are the transactions in progress that a reader has passed.
type streams struct {
	known   map[pgoutput.XID]*streamed
	segment *streamed // whose segment is being passed, nil if none is
}

// streamed is where the parts of one are.
type streamed struct {
	begun   bool // its first segment is among the parts
	parts   []extent
	aborted map[pgoutput.XID]struct{} // subtransactions that were rolled back
}

// extent is a run of frames in a segment of a spool.
type extent struct {
	number   uint64
	from, to int64
}

// take notes a frame, and says whether it belongs to a transaction in progress. Keepalives amid a segment are passed over.
func (s *streams) take(frame *frames.Frame, at extent) bool {
	if frame.Kind == frames.Session {
		*s = streams{}
		return false
	}
	kind := pgoutput.KindOf(frame.Data)
	if s.segment != nil {
		if kind == pgoutput.KindStreamStop {
			s.segment = nil
			return true
		}
		s.segment.add(at)
		return true
	}
	switch kind {
	case pgoutput.KindStreamStart:
		s.start(frame.Data)
	case pgoutput.KindStreamAbort:
		s.abort(pgoutput.XIDOf(frame.Data), pgoutput.SubXIDOf(frame.Data))
	default:
		return false
	}
	return true
}

// start begins or goes on with a transaction.
func (s *streams) start(data []byte) {
	xid := pgoutput.XIDOf(data)
	first := len(data) > 5 && data[5] == 1
	if first || s.known[xid] == nil {
		if s.known == nil {
			s.known = map[pgoutput.XID]*streamed{}
		}
		s.known[xid] = &streamed{begun: first}
	}
	s.segment = s.known[xid]
}

func (s *streams) abort(xid, sub pgoutput.XID) {
	of := s.known[xid]
	switch {
	case of == nil:
	case xid == sub:
		delete(s.known, xid)
	default:
		if of.aborted == nil {
			of.aborted = map[pgoutput.XID]struct{}{}
		}
		of.aborted[sub] = struct{}{}
	}
}

// commit takes out what a StreamCommit ends. A transaction that is wanted has to be there from its beginning.
func (s *streams) commit(data []byte, from catalog.LSN) (*streamed, error) {
	xid := pgoutput.XIDOf(data)
	of := s.known[xid]
	delete(s.known, xid)
	if of == nil {
		of = &streamed{}
	}
	if len(data) != streamCommitSize {
		return nil, fmt.Errorf("reading the spool: a StreamCommit of %d bytes", len(data))
	}
	if lsn := catalog.LSN(binary.BigEndian.Uint64(data[6:])); !of.begun && lsn >= from {
		return nil, fmt.Errorf("reading the spool: the transaction that committed at %s is there only in part", lsn)
	}
	return of, nil
}

func (s *streamed) add(at extent) {
	if n := len(s.parts); n > 0 && s.parts[n-1].number == at.number && s.parts[n-1].to == at.from {
		s.parts[n-1].to = at.to
		return
	}
	s.parts = append(s.parts, at)
}

// keeps says whether a frame is a message of the transaction that was not rolled back, and gives it the form that it has
// outside of segments.
func (s *streamed) keeps(frame *frames.Frame) bool {
	frame.Kind = frames.Message // also what was announced in front of a segment of the spool
	if kind := pgoutput.KindOf(frame.Data); kind != 0 && kind != pgoutput.KindOrigin {
		if _, aborted := s.aborted[pgoutput.XIDOf(frame.Data)]; aborted {
			return false
		}
	}
	return frame.Unsegment()
}

const streamCommitSize = 1 + pgoutput.XIDSize + 1 + 3*8

// beginOf is the Begin of the transaction that a StreamCommit ends.
func beginOf(streamCommit []byte) []byte {
	lsn, time, xid := streamCommit[6:14], streamCommit[22:30], streamCommit[1:5]
	return slices.Concat([]byte{byte(pgoutput.KindBegin)}, lsn, time, xid)
}

// commitFor is its Commit.
func commitFor(streamCommit []byte) []byte {
	return append([]byte{byte(pgoutput.KindCommit)}, streamCommit[1+pgoutput.XIDSize:]...)
}
