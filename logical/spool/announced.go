package spool

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"

	"copydb/logical/frames"
	"copydb/logical/pgoutput"
)

// announced keeps the Relation and Type messages of a session that hold at the moment, so that a reader can begin there.
// A transaction that is streamed in segments announces its own, which hold for all once it has committed.
type announced struct {
	known   map[announcement][]byte
	streams map[pgoutput.XID]map[announcement][]byte
	segment pgoutput.XID
}

type announcement struct {
	kind pgoutput.Kind
	oid  uint32
}

// take notes a frame. What it keeps is copied.
func (a *announced) take(frame *frames.Frame) {
	if frame.Kind == frames.Session {
		*a = announced{}
		return
	}
	if frame.Kind != frames.Message {
		return
	}
	data := frame.Data
	switch pgoutput.KindOf(data) {
	case pgoutput.KindRelation, pgoutput.KindType:
		a.keep(data)
	case pgoutput.KindStreamStart:
		a.segment = pgoutput.XIDOf(data)
	case pgoutput.KindStreamStop:
		a.segment = 0
	case pgoutput.KindStreamCommit:
		for key, message := range a.streams[pgoutput.XIDOf(data)] {
			a.put(key, message)
		}
		delete(a.streams, pgoutput.XIDOf(data))
	case pgoutput.KindStreamAbort:
		if pgoutput.XIDOf(data) == pgoutput.SubXIDOf(data) {
			delete(a.streams, pgoutput.XIDOf(data))
		}
	}
}

func (a *announced) put(key announcement, message []byte) {
	if a.known == nil {
		a.known = map[announcement][]byte{}
	}
	a.known[key] = message
}

// keep keeps a message; one in a segment without the transaction that it begins with there.
func (a *announced) keep(data []byte) {
	kind := pgoutput.KindOf(data)
	if a.segment == 0 {
		a.put(announcement{kind, pgoutput.OIDOf(data)}, slices.Clone(data))
		return
	}
	if len(data) < 1+pgoutput.XIDSize {
		return
	}
	message := append([]byte{byte(kind)}, data[1+pgoutput.XIDSize:]...)
	if a.streams == nil {
		a.streams = map[pgoutput.XID]map[announcement][]byte{}
	}
	if a.streams[a.segment] == nil {
		a.streams[a.segment] = map[announcement][]byte{}
	}
	a.streams[a.segment][announcement{kind, pgoutput.OIDOf(message)}] = message
}

// messages returns what holds, and then what the transactions in progress have announced, each as a segment of theirs. The last
// one may be open.
func (a *announced) messages() [][]byte {
	messages := inOrder(a.known)
	for xid, stream := range a.streams {
		messages = append(messages, segmentStart(xid))
		for _, message := range inOrder(stream) {
			streamed := binary.BigEndian.AppendUint32(message[:1:1], uint32(xid))
			messages = append(messages, append(streamed, message[1:]...))
		}
		messages = append(messages, []byte{byte(pgoutput.KindStreamStop)})
	}
	if a.segment != 0 {
		messages = append(messages, segmentStart(a.segment))
	}
	return messages
}

// segmentStart is the StreamStart of a segment that is not the first of its transaction.
func segmentStart(xid pgoutput.XID) []byte {
	return append(binary.BigEndian.AppendUint32([]byte{byte(pgoutput.KindStreamStart)}, uint32(xid)), 0)
}

// inOrder returns announcements, types before the relations that name them.
func inOrder(known map[announcement][]byte) [][]byte {
	keys := slices.SortedFunc(maps.Keys(known), func(x, y announcement) int {
		return cmp.Or(cmp.Compare(y.kind, x.kind), cmp.Compare(x.oid, y.oid)) // Y before R
	})
	messages := make([][]byte, len(keys))
	for i, key := range keys {
		messages[i] = known[key]
	}
	return messages
}
