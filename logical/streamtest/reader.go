package streamtest

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"copydb/catalog"
	"copydb/logical/frames"
	"copydb/logical/pgoutput"
)

// Reader reads a feed of whole transactions as an applier does, and keeps what committed.
type Reader struct {
	Commits  []string    // the inserted rows of each transaction, as table:first value, in order
	Position catalog.LSN // all that committed before it was read

	t         testing.TB
	feed      frames.Feed
	from      catalog.LSN // earlier transactions are left out
	decoder   pgoutput.Decoder
	relations map[pgoutput.RelationID]*pgoutput.Relation
	open      []string // of the transaction under way
	skip      bool     // it is one that is left out
}

// Read reads a feed from a position on.
func Read(t testing.TB, feed frames.Feed, from catalog.LSN) *Reader {
	return &Reader{t: t, feed: feed, from: from, Position: from, relations: map[pgoutput.RelationID]*pgoutput.Relation{}}
}

// Until reads until all before an LSN has come.
func (r *Reader) Until(lsn catalog.LSN) *Reader {
	r.t.Helper()
	ctx := Within(r.t)
	for r.Position < lsn {
		block, err := r.feed.Next(ctx)
		if err != nil {
			r.t.Fatalf("reading up to %s, at %s: %v", lsn, r.Position, err)
		}
		for i := range block.Frames {
			r.frame(&block.Frames[i])
		}
		block.Release()
	}
	return r
}

func (r *Reader) frame(frame *frames.Frame) {
	r.t.Helper()
	switch frame.Kind {
	case frames.Session:
		r.decoder.Reset()
		clear(r.relations)
		r.open = nil
	case frames.Keepalive:
		r.Position = max(r.Position, frame.LSN)
	case frames.Message:
		message, err := r.decoder.Decode(frame.LSN, frame.Data)
		if err != nil {
			r.t.Fatal(err)
		}
		r.message(message)
	}
}

func (r *Reader) message(message pgoutput.Message) {
	r.t.Helper()
	switch m := message.(type) {
	case *pgoutput.Begin:
		r.open, r.skip = nil, m.Final < r.from
	case *pgoutput.Commit:
		if !r.skip {
			r.Commits = append(r.Commits, strings.Join(r.open, ","))
		}
		r.Position = max(r.Position, m.End)
	case *pgoutput.Relation:
		r.relations[m.ID] = m
	case *pgoutput.Insert:
		relation := r.relations[m.Relation]
		if relation == nil {
			r.t.Fatalf("relation %d was not announced", m.Relation)
		}
		r.open = append(r.open, relation.Name+":"+firstValue(&m.New))
	case *pgoutput.StreamStart:
		r.t.Fatal("a transaction in progress came")
	}
}

// firstValue is a row's first value, an int4 or a text.
func firstValue(tuple *pgoutput.Tuple) string {
	value, _ := tuple.Next()
	if value.Kind == pgoutput.Binary && len(value.Data) == 4 {
		return fmt.Sprint(binary.BigEndian.Uint32(value.Data))
	}
	return string(value.Data)
}
