package pgoutput_test

import (
	"encoding/binary"

	"copydb/catalog"
	"copydb/logical/pgoutput"
)

// writer writes messages as the server does, so that what was read can be held against what came.
type writer struct{ out []byte }

func (w *writer) byte(b byte)        { w.out = append(w.out, b) }
func (w *writer) uint16(n int)       { w.out = binary.BigEndian.AppendUint16(w.out, uint16(n)) }
func (w *writer) uint32(n uint32)    { w.out = binary.BigEndian.AppendUint32(w.out, n) }
func (w *writer) lsn(l catalog.LSN)  { w.out = binary.BigEndian.AppendUint64(w.out, uint64(l)) }
func (w *writer) string(s string)    { w.out = append(append(w.out, s...), 0) }
func (w *writer) xid(x pgoutput.XID) { w.uint32(uint32(x)) }
func (w *writer) micros(m pgoutput.Micros) {
	w.out = binary.BigEndian.AppendUint64(w.out, uint64(m))
}

func (w *writer) bool(b bool) {
	if b {
		w.byte(1)
	} else {
		w.byte(0)
	}
}

func (w *writer) tuple(tag byte, tuple pgoutput.Tuple) {
	w.byte(tag)
	w.uint16(tuple.Columns)
	for tuple.Columns > 0 {
		var value pgoutput.Value
		value, tuple = tuple.Next()
		w.byte(byte(value.Kind))
		if value.Kind == pgoutput.Text || value.Kind == pgoutput.Binary {
			w.uint32(uint32(len(value.Data)))
			w.out = append(w.out, value.Data...)
		}
	}
}

// segmentXID writes the ID that a segment's messages begin with.
func (w *writer) segmentXID(inSegment bool, xid pgoutput.XID) {
	if inSegment {
		w.xid(xid)
	}
}

// write returns a message as bytes.
func write(message pgoutput.Message, inSegment bool) []byte {
	w := &writer{}
	w.byte(byte(message.Kind()))
	switch m := message.(type) {
	case *pgoutput.Begin:
		w.lsn(m.Final)
		w.micros(m.Time)
		w.xid(m.XID)
	case *pgoutput.Commit:
		w.byte(0)
		w.lsn(m.LSN)
		w.lsn(m.End)
		w.micros(m.Time)
	case *pgoutput.Origin:
		w.lsn(m.LSN)
		w.string(m.Name)
	case *pgoutput.Relation:
		w.relation(m, inSegment)
	case *pgoutput.Type:
		w.segmentXID(inSegment, m.Segment)
		w.uint32(m.ID)
		w.string(m.Schema)
		w.string(m.Name)
	case *pgoutput.Insert:
		w.segmentXID(inSegment, m.XID)
		w.uint32(uint32(m.Relation))
		w.tuple('N', m.New)
	case *pgoutput.Update:
		w.segmentXID(inSegment, m.XID)
		w.uint32(uint32(m.Relation))
		if m.Has != pgoutput.NoOld {
			w.tuple(byte(m.Has), m.Before)
		}
		w.tuple('N', m.New)
	case *pgoutput.Delete:
		w.segmentXID(inSegment, m.XID)
		w.uint32(uint32(m.Relation))
		w.tuple(byte(m.Has), m.Before)
	case *pgoutput.Truncate:
		w.segmentXID(inSegment, m.XID)
		w.uint32(uint32(len(m.Relations)))
		w.byte(byte(m.Flags))
		for _, id := range m.Relations {
			w.uint32(uint32(id))
		}
	case *pgoutput.Logical:
		w.segmentXID(inSegment, m.XID)
		w.bool(m.Transactional)
		w.lsn(m.LSN)
		w.string(m.Prefix)
		w.uint32(uint32(len(m.Content)))
		w.out = append(w.out, m.Content...)
	default:
		w.streamed(message)
	}
	return w.out
}

func (w *writer) relation(m *pgoutput.Relation, inSegment bool) {
	w.segmentXID(inSegment, m.Segment)
	w.uint32(uint32(m.ID))
	w.string(m.Schema)
	w.string(m.Name)
	w.byte(m.Identity)
	w.uint16(len(m.Columns))
	for _, column := range m.Columns {
		w.bool(column.Key)
		w.string(column.Name)
		w.uint32(column.Type)
		w.uint32(uint32(column.Modifier))
	}
}

func (w *writer) streamed(message pgoutput.Message) {
	switch m := message.(type) {
	case *pgoutput.StreamStart:
		w.xid(m.XID)
		w.bool(m.First)
	case *pgoutput.StreamStop:
	case *pgoutput.StreamCommit:
		w.xid(m.XID)
		w.byte(0)
		w.lsn(m.LSN)
		w.lsn(m.End)
		w.micros(m.Time)
	case *pgoutput.StreamAbort:
		w.xid(m.XID)
		w.xid(m.Sub)
		if m.Parallel {
			w.lsn(m.LSN)
			w.micros(m.Time)
		}
	case *pgoutput.BeginPrepare:
		w.prepared(false, m.LSN, m.End, m.Time, m.XID, m.GID)
	case *pgoutput.Prepare:
		w.prepared(true, m.LSN, m.End, m.Time, m.XID, m.GID)
	case *pgoutput.CommitPrepared:
		w.prepared(true, m.LSN, m.End, m.Time, m.XID, m.GID)
	case *pgoutput.StreamPrepare:
		w.prepared(true, m.LSN, m.End, m.Time, m.XID, m.GID)
	case *pgoutput.RollbackPrepared:
		w.byte(0)
		w.lsn(m.PrepareEnd)
		w.lsn(m.RollbackEnd)
		w.micros(m.PrepareTime)
		w.micros(m.RollbackTime)
		w.xid(m.XID)
		w.string(m.GID)
	}
}

func (w *writer) prepared(flags bool, at, end catalog.LSN, time pgoutput.Micros, xid pgoutput.XID, gid string) {
	if flags {
		w.byte(0)
	}
	w.lsn(at)
	w.lsn(end)
	w.micros(time)
	w.xid(xid)
	w.string(gid)
}
