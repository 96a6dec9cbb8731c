package logical

import (
	"slices"

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
func (a *announced) take(frame *Frame) {
	if frame.Kind == Session {
		*a = announced{}
		return
	}
	if frame.Kind != Message {
		return
	}
	data := frame.Data
	switch kindOf(data) {
	case pgoutput.KindRelation, pgoutput.KindType:
		a.keep(data)
	case pgoutput.KindStreamStart:
		a.segment = xidOf(data)
	case pgoutput.KindStreamStop:
		a.segment = 0
	case pgoutput.KindStreamCommit:
		for key, message := range a.streams[xidOf(data)] {
			a.put(key, message)
		}
		delete(a.streams, xidOf(data))
	case pgoutput.KindStreamAbort:
		if xidOf(data) == subOf(data) {
			delete(a.streams, xidOf(data))
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
	const xidSize = 4
	kind := kindOf(data)
	if a.segment == 0 {
		a.put(announcement{kind, wordAt(data, 1)}, slices.Clone(data))
		return
	}
	if len(data) < 1+xidSize {
		return
	}
	message := append([]byte{byte(kind)}, data[1+xidSize:]...)
	if a.streams == nil {
		a.streams = map[pgoutput.XID]map[announcement][]byte{}
	}
	if a.streams[a.segment] == nil {
		a.streams[a.segment] = map[announcement][]byte{}
	}
	a.streams[a.segment][announcement{kind, wordAt(message, 1)}] = message
}

// messages returns what holds, types before the relations that name them.
func (a *announced) messages() [][]byte {
	keys := make([]announcement, 0, len(a.known))
	for key := range a.known {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(x, y announcement) int {
		if x.kind != y.kind {
			return int(y.kind) - int(x.kind) // Y before R
		}
		return int(int64(x.oid) - int64(y.oid))
	})
	messages := make([][]byte, len(keys))
	for i, key := range keys {
		messages[i] = a.known[key]
	}
	return messages
}
