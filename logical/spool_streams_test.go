package logical_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"copydb/catalog"
	"copydb/logical"
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
func put(t testing.TB, spool *logical.Spool, messages ...[]byte) {
	t.Helper()
	for _, data := range messages {
		appendTo(t, spool, message(data))
	}
}

// fillSegment goes on with a segment of a transaction until the spool has begun another of its own.
func fillSegment(t testing.TB, spool *logical.Spool, xid uint32) (rows []string) {
	t.Helper()
	row := strings.Repeat("x", 300)
	for before := spool.Stats().Segments; spool.Stats().Segments == before; {
		put(t, spool, insertMessage(xid, row))
		rows = append(rows, "t:"+row)
	}
	return rows
}

// What subtransactions and transactions did that were rolled back is left out, wherever a reader begins and the spool's segments end:
// here all are cut amid those of transactions, and a relation was announced in a transaction of which a reader sees the end alone.
func TestSpoolStreams(t *testing.T) {
	t.Parallel()
	spool := openDir(t, t.TempDir(), nil)
	appendTo(t, spool, logical.Frame{Kind: logical.Session, LSN: identity.Created})
	put(t, spool, startMessage(5, true), relationMessage(5), insertMessage(5, "five"), insertMessage(50, "sub"))
	five := append([]string{"t:five", "t:sub"}, fillSegment(t, spool, 5)...) // the next segment begins here, amid 5's
	put(t, spool, stopMessage(), startMessage(6, true), insertMessage(6, "six"), insertMessage(60, "gone"))
	gone := fillSegment(t, spool, 60)
	put(t, spool, stopMessage(), abortMessage(6, 60), startMessage(7, true), insertMessage(7, "all gone"), stopMessage(), abortMessage(7, 7))
	put(t, spool, startMessage(6, false), insertMessage(6, "six again"), insertMessage(61, "released"), stopMessage())
	put(t, spool, streamCommitMessage(5, 0x2000))
	appendTo(t, spool, transaction(0x3000, "small")...)
	put(t, spool, startMessage(6, false))
	six := append([]string{"t:six", "t:six again", "t:released"}, fillSegment(t, spool, 6)...)
	put(t, spool, stopMessage(), abortMessage(6, 62))
	appendTo(t, spool, transaction(0x4000, "in between")...)
	put(t, spool, streamCommitMessage(6, 0x5000))
	appendTo(t, spool, transaction(0x6000, "last")...)

	if len(gone) < 3 {
		t.Errorf("%d rows make no segment", len(gone))
	}
	all := []string{strings.Join(five, ","), "t:small", "t:in between", strings.Join(six, ","), "t:last"}
	for i, from := range []catalog.LSN{identity.Created, 0x2008, 0x3008, 0x4008, 0x5008} {
		r := feed(t, spool, from).until(0x6008)
		want(t, "transactions from "+from.String(), r.commits, all[i:])
	}
}

// A new session begins transactions anew.
func TestSpoolStreamsOfALostSession(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	spool := openDir(t, dir, nil)
	again := func() {
		appendTo(t, spool, logical.Frame{Kind: logical.Session, LSN: identity.Created})
		put(t, spool, startMessage(5, true), relationMessage(5), insertMessage(5, "five"))
		fillSegment(t, spool, 5)
	}
	again()
	again()
	put(t, spool, stopMessage(), abortMessage(5, 50), startMessage(5, false))
	syncSpool(t, spool)
	spool.Close()
	spool = openDir(t, dir, nil)
	again()
	put(t, spool, stopMessage(), streamCommitMessage(5, 0x2000))
	r := feed(t, spool, identity.Created).until(0x2008)
	if len(r.commits) != 1 || strings.Count(r.commits[0], "t:five") != 1 {
		t.Errorf("%d transactions, the first one with %d beginnings", len(r.commits), strings.Count(r.commits[0], "t:five"))
	}
}
