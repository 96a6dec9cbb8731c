package spool_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"copydb/catalog"
	"copydb/logical/frames"
	"copydb/logical/spool"
	"copydb/logical/streamtest"
)

var identity = spool.Identity{SystemID: "7", Database: "shop", Slot: "s", Created: 0x100}

// Messages as pgoutput writes them.

func beginMessage(commit catalog.LSN) []byte {
	b := binary.BigEndian.AppendUint64([]byte{'B'}, uint64(commit))
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint64(b, 0), 7)
}

func commitMessage(commit, end catalog.LSN) []byte {
	b := binary.BigEndian.AppendUint64([]byte{'C', 0}, uint64(commit))
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(b, uint64(end)), 0)
}

func relationMessage(xid uint32) []byte {
	b := []byte{'R'}
	if xid != 0 {
		b = binary.BigEndian.AppendUint32(b, xid)
	}
	return append(b, "\x00\x00\x00\x2apublic\x00t\x00d\x00\x01\x01id\x00\x00\x00\x00\x19\xff\xff\xff\xff"...)
}

func insertMessage(xid uint32, value string) []byte {
	b := []byte{'I'}
	if xid != 0 {
		b = binary.BigEndian.AppendUint32(b, xid)
	}
	b = append(b, "\x00\x00\x00\x2aN\x00\x01t"...)
	return append(binary.BigEndian.AppendUint32(b, uint32(len(value))), value...)
}

func message(data []byte) frames.Frame { return frames.Frame{Kind: frames.Message, Data: data} }

// transaction is the frames of one that commits at an LSN, and ends 8 bytes later.
func transaction(at catalog.LSN, values ...string) []frames.Frame {
	all := []frames.Frame{message(beginMessage(at))}
	for _, value := range values {
		all = append(all, message(insertMessage(0, value)))
	}
	return append(all, message(commitMessage(at, at+8)))
}

func sessionFrames(at catalog.LSN) []frames.Frame {
	return []frames.Frame{{Kind: frames.Session, LSN: at}, message(relationMessage(0))}
}

func openDir(t testing.TB, dir string, change func(*spool.Config)) *spool.Spool {
	t.Helper()
	s, err := tryDir(t, dir, change)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func tryDir(t testing.TB, dir string, change func(*spool.Config)) (*spool.Spool, error) {
	config := spool.Config{Of: identity, Applied: identity.Created, SegmentBytes: 4096}
	if change != nil {
		change(&config)
	}
	return spool.OpenDir(streamtest.Within(t), dir, config)
}

func appendTo(t testing.TB, s *spool.Spool, come ...frames.Frame) {
	t.Helper()
	ctx := streamtest.Within(t)
	if err := errors.Join(s.Append(ctx, &frames.Block{Frames: come}), s.Flush(ctx)); err != nil {
		t.Fatal(err)
	}
}

func syncSpool(t testing.TB, s *spool.Spool) {
	t.Helper()
	if err := s.Sync(streamtest.Within(t)); err != nil {
		t.Fatal(err)
	}
}

// feed reads a spool from a position, as an applier that has that much.
func feed(t testing.TB, s *spool.Spool, from catalog.LSN) *streamtest.Reader {
	t.Helper()
	f, err := s.Feed(from)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return streamtest.Read(t, f, from)
}

// fill appends transactions that commit at 0x1000, 0x1010 and so on, and returns the commits that a reader should see.
func fill(t testing.TB, s *spool.Spool, count int) []string {
	t.Helper()
	appendTo(t, s, sessionFrames(identity.Created)...)
	var want []string
	for i := range count {
		at := catalog.LSN(0x1000 + 0x10*i)
		appendTo(t, s, transaction(at, fmt.Sprint("a", i), strings.Repeat("b", 90))...)
		want = append(want, fmt.Sprintf("t:a%d,t:%s", i, strings.Repeat("b", 90)))
	}
	return want
}

func segments(t testing.TB, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.spool"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// lastSegment reads the last of the segments.
func lastSegment(t testing.TB, dir string) (names []string, last string, text []byte) {
	t.Helper()
	names = segments(t, dir)
	last = names[len(names)-1]
	text, err := os.ReadFile(last)
	if err != nil {
		t.Fatal(err)
	}
	return names, last, text
}

func flip(t testing.TB, path string, at int) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text[at] ^= 0x20
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
