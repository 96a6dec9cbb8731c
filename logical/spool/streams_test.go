package spool_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"copydb/catalog"
	"copydb/logical/frames"
	"copydb/logical/spool"
	"copydb/logical/streamtest"
)

// Messages of transactions in progress.

func startMessage(xid uint32, first bool) []byte {
	b := append(binary.BigEndian.AppendUint32([]byte{'S'}, xid), 0)
	if first {
		b[5] = 1
	}
	return b
}

func stopMessage() []byte { return []byte{'E'} }

func abortMessage(xid, sub uint32) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte{'A'}, xid), sub)
}

func streamCommitMessage(xid uint32, at catalog.LSN) []byte {
	return append(binary.BigEndian.AppendUint32([]byte{'c'}, xid), commitMessage(at, at+8)[1:]...)
}

// put appends messages, each in a block of its own: a spool begins its segments between blocks.
func put(t testing.TB, s *spool.Spool, messages ...[]byte) {
	t.Helper()
	for _, data := range messages {
		appendTo(t, s, message(data))
	}
}

// fillSegment goes on with a segment of a transaction until the spool has begun another of its own.
func fillSegment(t testing.TB, s *spool.Spool, xid uint32) (rows []string) {
	t.Helper()
	row := strings.Repeat("x", 300)
	for before := s.Stats().Segments; s.Stats().Segments == before; {
		put(t, s, insertMessage(xid, row))
		rows = append(rows, "t:"+row)
	}
	return rows
}

// What subtransactions and transactions did that were rolled back is left out, wherever a reader begins and the spool's segments end:
// here all are cut amid those of transactions, and a relation was announced in a transaction of which a reader sees the end alone.
func TestSpoolStreams(t *testing.T) {
	t.Parallel()
	s := openDir(t, t.TempDir(), nil)
	appendTo(t, s, frames.Frame{Kind: frames.Session, LSN: identity.Created})
	put(t, s, startMessage(5, true), relationMessage(5), insertMessage(5, "five"), insertMessage(50, "sub"))
	five := append([]string{"t:five", "t:sub"}, fillSegment(t, s, 5)...) // the next segment begins here, amid 5's
	put(t, s, stopMessage(), startMessage(6, true), insertMessage(6, "six"), insertMessage(60, "gone"))
	gone := fillSegment(t, s, 60)
	put(t, s, stopMessage(), abortMessage(6, 60), startMessage(7, true), insertMessage(7, "all gone"), stopMessage(), abortMessage(7, 7))
	put(t, s, startMessage(6, false), insertMessage(6, "six again"), insertMessage(61, "released"), stopMessage())
	put(t, s, streamCommitMessage(5, 0x2000))
	appendTo(t, s, transaction(0x3000, "small")...)
	put(t, s, startMessage(6, false))
	six := append([]string{"t:six", "t:six again", "t:released"}, fillSegment(t, s, 6)...)
	put(t, s, stopMessage(), abortMessage(6, 62))
	appendTo(t, s, transaction(0x4000, "in between")...)
	put(t, s, streamCommitMessage(6, 0x5000))
	appendTo(t, s, transaction(0x6000, "last")...)

	if len(gone) < 3 {
		t.Errorf("%d rows make no segment", len(gone))
	}
	all := []string{strings.Join(five, ","), "t:small", "t:in between", strings.Join(six, ","), "t:last"}
	for i, from := range []catalog.LSN{identity.Created, 0x2008, 0x3008, 0x4008, 0x5008} {
		r := feed(t, s, from).Until(0x6008)
		streamtest.Want(t, "transactions from "+from.String(), r.Commits, all[i:])
	}
}

// A new session begins transactions anew.
func TestSpoolStreamsOfALostSession(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openDir(t, dir, nil)
	again := func() {
		appendTo(t, s, frames.Frame{Kind: frames.Session, LSN: identity.Created})
		put(t, s, startMessage(5, true), relationMessage(5), insertMessage(5, "five"))
		fillSegment(t, s, 5)
	}
	again()
	again()
	put(t, s, stopMessage(), abortMessage(5, 50), startMessage(5, false))
	syncSpool(t, s)
	s.Close()
	s = openDir(t, dir, nil)
	again()
	put(t, s, stopMessage(), streamCommitMessage(5, 0x2000))
	r := feed(t, s, identity.Created).Until(0x2008)
	if len(r.Commits) != 1 || strings.Count(r.Commits[0], "t:five") != 1 {
		t.Errorf("%d transactions, the first one with %d beginnings", len(r.Commits), strings.Count(r.Commits[0], "t:five"))
	}
}
