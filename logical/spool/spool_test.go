package spool_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical"
	"copydb/logical/frames"
	"copydb/logical/spool"
	"copydb/logical/streamtest"
)

// What was spooled is read, from the beginning and from every commit, in this process and in the next one; what is on the target
// is trimmed.
func TestSpool(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openDir(t, dir, nil)
	all := fill(t, s, 200)
	end := catalog.LSN(0x1000 + 0x10*199 + 8)
	check := func(s *spool.Spool, first int) {
		t.Helper()
		for i := first; i < len(all); i += 37 {
			from := catalog.LSN(0x1000 + 0x10*i - 8) // behind the one before
			streamtest.Want(t, fmt.Sprint("from ", from), feed(t, s, from).Until(end).Commits, all[i:])
		}
	}
	check(s, 0)
	if got := s.Position(); got != identity.Created && got > end {
		t.Errorf("durable up to %s", got)
	}
	syncSpool(t, s)
	if got := s.Position(); got != end {
		t.Errorf("durable up to %s, want %s", got, end)
	}
	if count := len(segments(t, dir)); count < 8 {
		t.Errorf("%d segments, want several", count)
	}
	s.Close()
	s = openDir(t, dir, nil)
	if got := s.Position(); got != end {
		t.Errorf("taken up at %s, want %s", got, end)
	}
	check(s, 0)
	before := s.Stats()
	if err := s.Trim(streamtest.Within(t), 0x1000+0x10*150); err != nil {
		t.Fatal(err)
	}
	if after := s.Stats(); after.Bytes >= before.Bytes/2 || after.Segments != len(segments(t, dir)) {
		t.Errorf("after a trim: %+v; before: %+v", after, before)
	}
	check(s, 150)
	if _, err := s.Feed(0x1000); err == nil {
		t.Error("what was trimmed is read")
	}
}

// A transaction over many segments is found from its beginning; one that did not end is cut, and comes again.
func TestSpoolLongTransaction(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openDir(t, dir, nil)
	fill(t, s, 1)
	long := make([]string, 300)
	for i := range long {
		long[i] = strings.Repeat("x", 80)
	}
	for chunk := range slices.Chunk(transaction(0x2000, long...), 10) {
		appendTo(t, s, chunk...)
		appendTo(t, s, frames.Frame{Kind: frames.Keepalive, LSN: 0x1ff0}) // no boundary within one
	}
	appendTo(t, s, transaction(0x3000, "after")...)
	r := feed(t, s, 0x1008).Until(0x3008)
	if len(r.Commits) != 2 || strings.Count(r.Commits[0], ",") != 299 || r.Commits[1] != "t:after" {
		t.Errorf("%d transactions", len(r.Commits))
	}
	if err := s.Trim(streamtest.Within(t), 0x1008); err != nil {
		t.Fatal(err)
	}
	if got := feed(t, s, 0x1008).Until(0x3008).Commits; len(got) != 2 {
		t.Errorf("%d transactions after a trim before them", len(got))
	}
	for chunk := range slices.Chunk(transaction(0x4000, long...)[:200], 10) {
		appendTo(t, s, chunk...)
	}
	s.Close()

	s = openDir(t, dir, nil)
	if got := s.Position(); got != 0x3008 {
		t.Errorf("taken up at %s", got)
	}
	appendTo(t, s, sessionFrames(0x3008)...)
	appendTo(t, s, transaction(0x4000, "again")...)
	streamtest.Want(t, "after the restart", feed(t, s, 0x3008).Until(0x4008).Commits, []string{"t:again"})
	if r := feed(t, s, 0x1008).Until(0x4008); len(r.Commits) != 3 || r.Commits[2] != "t:again" {
		t.Errorf("over the restart: %d transactions", len(r.Commits))
	}
}

// Test 39 of the design: a torn end is cut and comes again, wherever it is torn; damage in what was whole is told with what to do.
func TestSpoolDamage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openDir(t, dir, nil)
	fill(t, s, 100)
	s.Close()
	names, last, whole := lastSegment(t, dir)
	var position catalog.LSN
	for cut := len(whole); cut >= 0; cut -= 41 {
		copyDir := t.TempDir()
		for _, name := range names {
			if err := os.Link(name, filepath.Join(copyDir, filepath.Base(name))); err != nil {
				t.Fatal(err)
			}
		}
		torn := filepath.Join(copyDir, filepath.Base(last))
		os.Remove(torn)
		tail := append(slices.Clone(whole[:cut]), make([]byte, 100)...) // what was allocated is zeros
		if err := os.WriteFile(torn, tail, 0o600); err != nil {
			t.Fatal(err)
		}
		s := openDir(t, copyDir, nil)
		if now := s.Position(); position != 0 && now > position {
			t.Errorf("cut at %d: position %s is beyond %s of a longer file", cut, now, position)
		}
		position = s.Position()
		appendTo(t, s, sessionFrames(position)...)
		appendTo(t, s, transaction(0x9000, "again")...)
		r := feed(t, s, identity.Created).Until(0x9008)
		if got, whole := len(r.Commits)-1, int(position-0x1000)/0x10+1; got != whole {
			t.Errorf("cut at %d: %d transactions, want %d up to %s", cut, got, whole, position)
		}
		s.Close()
	}

	middle := names[len(names)/2]
	flip(t, middle, 1500)
	s = openDir(t, dir, nil) // the reader meets it
	f, err := s.Feed(identity.Created)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var damaged *spool.DamagedError
	for err == nil {
		_, err = f.Next(streamtest.Within(t))
	}
	if !errors.As(err, &damaged) || damaged.Segment != middle || !strings.Contains(err.Error(), "the source has let go of") {
		t.Errorf("reading a damaged segment: %v", err)
	}
	s.Close()
	flip(t, middle, 1500)
	os.Rename(middle, middle+".away")
	if _, err := tryDir(t, dir, nil); !errors.As(err, &damaged) {
		t.Errorf("opening without a segment in the middle: %v", err)
	}
}

// A spool is of one slot, and of one process.
func TestSpoolOfAnother(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openDir(t, dir, nil)
	fill(t, s, 1)
	if _, err := tryDir(t, dir, nil); !errors.Is(err, spool.ErrInUse) {
		t.Errorf("opening it twice: %v", err)
	}
	s.Close()
	_, err := tryDir(t, dir, func(c *spool.Config) { c.Of.Created++ })
	var foreign *spool.ForeignError
	if !errors.As(err, &foreign) {
		t.Errorf("opening that of another slot: %v", err)
	}
}

// What the source has let go of has to be there: else nothing is touched, for what is missing may be brought back.
func TestSpoolLacksWhatWasConfirmed(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "spool")
	confirmed := func(c *spool.Config) { c.Confirmed = 0x1000 + 0x10*99 + 8 }
	var hole *logical.HoleError
	if _, err := tryDir(t, dir, confirmed); !errors.As(err, &hole) {
		t.Errorf("a folder that is not there: %v", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder was made: %v", err)
	}
	s := openDir(t, dir, nil)
	fill(t, s, 100)
	s.Close()
	_, last, whole := lastSegment(t, dir)
	flip(t, last, len(whole)-20)
	var damaged *spool.DamagedError
	if _, err := tryDir(t, dir, confirmed); !errors.As(err, &damaged) || damaged.Segment != last {
		t.Errorf("damage in what was confirmed: %v", err)
	}
	flip(t, last, len(whole)-20)
	os.Rename(last, last+".away")
	if _, err := tryDir(t, dir, confirmed); !errors.As(err, &hole) {
		t.Errorf("without the last segment: %v", err)
	}
	os.Rename(last+".away", last)
	openDir(t, dir, confirmed).Close()
	if now, err := os.ReadFile(last); err != nil || !bytes.Equal(now, whole) {
		t.Errorf("the last segment was changed: %v", err)
	}
}

// What is applied beyond the spool is not missed.
func TestSpoolBehindTarget(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openDir(t, dir, nil)
	fill(t, s, 1)
	s.Close()
	s = openDir(t, dir, func(c *spool.Config) { c.Applied = 0x5000 })
	if got := s.Position(); got != 0x5000 {
		t.Errorf("position %s", got)
	}
	appendTo(t, s, sessionFrames(0x5000)...)
	appendTo(t, s, transaction(0x6000, "new")...)
	streamtest.Want(t, "from what is applied", feed(t, s, 0x5000).Until(0x6008).Commits, []string{"t:new"})
}

// A transaction that is streamed in segments is found from its first one, with the relations that others announced within theirs.
func TestSpoolStreamedTransactions(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openDir(t, dir, nil)
	appendTo(t, s, frames.Frame{Kind: frames.Session, LSN: identity.Created})
	part := func(xid uint32, first byte, messages ...[]byte) {
		segment := []frames.Frame{message(append(binary.BigEndian.AppendUint32([]byte{'S'}, xid), first))}
		for _, data := range messages {
			segment = append(segment, message(data))
		}
		appendTo(t, s, append(segment, message([]byte{'E'}))...)
	}
	commit := func(xid uint32, at catalog.LSN) {
		b := append(binary.BigEndian.AppendUint32([]byte{'c'}, xid), commitMessage(at, at+8)[1:]...)
		appendTo(t, s, message(b))
	}
	part(5, 1, relationMessage(5), insertMessage(5, "five"))
	part(6, 1, relationMessage(6), insertMessage(6, "six"))
	commit(6, 0x2000)
	for i := range 100 {
		part(5, 0, insertMessage(5, strings.Repeat("y", 100)))
		appendTo(t, s, transaction(catalog.LSN(0x2100+0x10*i), "small")...) // its relation came with 6
	}
	commit(5, 0x3000)
	for i := range 100 {
		appendTo(t, s, transaction(catalog.LSN(0x3100+0x10*i), strings.Repeat("z", 100))...)
	}
	r := feed(t, s, 0x2100+8)
	r.Until(0x3108)
	if len(r.Commits) < 99+2 || !strings.HasPrefix(r.Commits[99], "t:five,t:yyy") {
		t.Errorf("%d transactions; the streamed one begins with %.20s", len(r.Commits), r.Commits[99])
	}
	streamtest.Want(t, "of the last ones", len(feed(t, s, 0x3100+0x10*90).Until(0x3100+0x10*99+8).Commits), 10)
}

// Tests 38 of the design, on a disk of our own: full when a segment is made and when it is written, then not any more.
func TestSpoolFullDisk(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	var full atomic.Bool
	fault := func() error {
		if full.Load() {
			return &os.PathError{Op: "write", Path: "spool", Err: syscall.ENOSPC}
		}
		return nil
	}
	config := spool.Config{Of: identity, Applied: identity.Created, SegmentBytes: 4096}
	s, err := spool.OpenFaultyDir(streamtest.Within(t), t.TempDir(), config, fault)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	all := fill(t, s, 10)
	full.Store(true)
	done := make(chan error)
	go func() {
		ctx := context.Background()
		var err error
		for i := range 100 {
			block := &frames.Block{Frames: transaction(catalog.LSN(0x2000+0x10*i), strings.Repeat("f", 100))}
			err = errors.Join(err, s.Append(ctx, block), s.Flush(ctx))
		}
		done <- err
	}()
	streamtest.Eventually(t, "the spool tells that it is full", func() bool { return s.Stats().Full })
	streamtest.Want(t, "what is there", feed(t, s, identity.Created).Until(0x1000+0x10*9+8).Commits, all)
	full.Store(false)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	streamtest.Want(t, "transactions", len(feed(t, s, identity.Created).Until(0x2000+0x10*99+8).Commits), 110)
	if s.Stats().Full {
		t.Error("the spool is full still")
	}
	full.Store(true)
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("enough"))
	if err := errors.Join(s.Append(ctx, &frames.Block{Frames: transaction(0x8000, "never")}), s.Flush(ctx)); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("waiting for room, cancelled: %v", err)
	}
}

// A reader that has all of a segment goes on in the next one, also where the segment is removed meanwhile.
func TestSpoolTrimmedBehindReader(t *testing.T) {
	t.Parallel()
	s := openDir(t, t.TempDir(), nil)
	appendTo(t, s, sessionFrames(identity.Created)...)
	appendTo(t, s, transaction(0x1000, strings.Repeat("l", 5000))...)
	r := feed(t, s, identity.Created)
	r.Until(0x1008)
	appendTo(t, s, transaction(0x1010, "in the next segment")...)
	if err := s.Trim(streamtest.Within(t), r.Position); err != nil {
		t.Fatal(err)
	}
	streamtest.Want(t, "segments", s.Stats().Segments, 1)
	streamtest.Want(t, "transactions", len(r.Until(0x1018).Commits), 2)
}

// The bound of a spool holds back what comes, until the target has what is there; but never a transaction that could not end.
func TestSpoolBound(t *testing.T) {
	t.Parallel()
	s := openDir(t, t.TempDir(), func(c *spool.Config) { c.MaxBytes = 3 * 4096 })
	long := transaction(0x900, strings.Split(strings.Repeat("long,", 2000), ",")...)
	for chunk := range slices.Chunk(append(sessionFrames(identity.Created), long...), 10) {
		appendTo(t, s, chunk...)
	}
	if bytes := s.Stats().Bytes; bytes < 10*4096 {
		t.Errorf("a long transaction has %d bytes", bytes)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 100 {
			appendTo(t, s, transaction(catalog.LSN(0x2000+0x10*i), strings.Repeat("f", 100))...)
		}
	}()
	r := feed(t, s, identity.Created)
	for at := catalog.LSN(0x908); at < 0x2000+0x10*99+8; at = max(r.Position, at) {
		streamtest.Eventually(t, "the spool waits, or all is there", func() bool {
			return s.Stats().Full || s.Stats().Written == 0x2000+0x10*99+8
		})
		r.Until(s.Stats().Written)
		if err := s.Trim(streamtest.Within(t), r.Position); err != nil {
			t.Fatal(err)
		}
		if bytes := s.Stats().Bytes; bytes > 4*4096 {
			t.Errorf("%d bytes are left at %s", bytes, r.Position)
		}
	}
	<-done
	streamtest.Want(t, "transactions", len(r.Commits), 101)
}

// One that is larger than anything else comes through, whole.
func TestSpoolLargeMessage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openDir(t, dir, func(c *spool.Config) { c.Budget = 1 })
	fill(t, s, 1)
	large := strings.Repeat("0123456789abcdef", 300_000)
	appendTo(t, s, transaction(0x2000, "before", large, "after")...)
	for range 2 {
		streamtest.Want(t, "transactions", feed(t, s, 0x1008).Until(0x2008).Commits, []string{"t:before,t:" + large + ",t:after"})
		s.Close()
		s = openDir(t, dir, nil)
	}
}
