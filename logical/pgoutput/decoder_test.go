package pgoutput_test

import (
	"errors"
	"testing"

	"copydb/logical/pgoutput"
)

// TestCutAnywhere: of each message every beginning is an error that says where, and so is a byte too many.
func TestCutAnywhere(t *testing.T) {
	t.Parallel()
	for _, seed := range readSeeds(t) {
		for length := range seed.data {
			_, err := decoderIn(t, seed.inSegment).Decode(7, seed.data[:length:length])
			var failure *pgoutput.Error
			if isShorterAbort(seed.data, length) {
				continue
			}
			if !errors.As(err, &failure) || !errors.Is(err, pgoutput.ErrShort) {
				t.Errorf("%q cut to %d bytes: error %v", seed.data[0], length, err)
			} else if failure.LSN != 7 || failure.Offset > length {
				t.Errorf("%q cut to %d bytes: LSN %s, byte %d", seed.data[0], length, failure.LSN, failure.Offset)
			}
		}
		if _, err := decoderIn(t, seed.inSegment).Decode(7, append(seed.data, 0)); err == nil {
			t.Errorf("%q with a byte too many: no error", seed.data[0])
		}
	}
}

// isShorterAbort: a StreamAbort without LSN and time is a message of older versions.
func isShorterAbort(data []byte, length int) bool {
	return pgoutput.Kind(data[0]) == pgoutput.KindStreamAbort && length == 9
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		data   string
		offset int
		want   error
	}{
		{"nothing", "", 0, pgoutput.ErrShort},
		{"unknown kind", "?", 0, pgoutput.ErrUnknownKind},
		{"value of unknown kind", "I\x00\x00\x00\x01N\x00\x01x", 8, pgoutput.ErrBadField},
		{"no new row", "I\x00\x00\x00\x01K\x00\x00", 5, pgoutput.ErrBadField},
		{"old row twice", "U\x00\x00\x00\x01K\x00\x00K\x00\x00", 8, pgoutput.ErrBadField},
		{"length beyond the message", "I\x00\x00\x00\x01N\x00\x01t\xff\xff\xff\xff", 8, pgoutput.ErrShort},
		{"count beyond the message", "T\xff\xff\xff\xff\x00", 6, pgoutput.ErrShort},
		{"columns beyond the message", "R\x00\x00\x00\x01s\x00t\x00d\xff\xff", 12, pgoutput.ErrShort},
		{"flags of a column", "R\x00\x00\x00\x01s\x00t\x00d\x00\x01\x02c\x00\x00\x00\x00\x00\x00\x00\x00\x00", 12, pgoutput.ErrBadField},
		{"flags of a commit", "C\x01" + string(make([]byte, 24)), 1, pgoutput.ErrBadField},
		{"end without a beginning", "E", 1, pgoutput.ErrOutOfPlace},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			message, err := new(pgoutput.Decoder).Decode(1, []byte(test.data))
			var failure *pgoutput.Error
			if !errors.As(err, &failure) {
				t.Fatalf("got %v, error %v", message, err)
			}
			if failure.Offset != test.offset || !errors.Is(err, test.want) {
				t.Errorf("got %v, want byte %d and %v", err, test.offset, test.want)
			}
		})
	}
}

// TestRowsCostNoMemory holds the hot path to no allocation.
func TestRowsCostNoMemory(t *testing.T) {
	decoder := &pgoutput.Decoder{}
	for _, seed := range readSeeds(t) {
		switch pgoutput.Kind(seed.data[0]) {
		case pgoutput.KindRelation, pgoutput.KindType, pgoutput.KindOrigin, pgoutput.KindLogical:
			continue // they come seldom, and have names
		}
		if seed.inSegment || isOfTwoPhases(pgoutput.Kind(seed.data[0])) {
			continue
		}
		if count := testing.AllocsPerRun(10, func() { _, _ = decoder.Decode(1, seed.data) }); count > 0 {
			t.Errorf("%q: %v allocations", seed.data[0], count)
		}
	}
}

func isOfTwoPhases(kind pgoutput.Kind) bool {
	switch kind {
	case pgoutput.KindBeginPrepare, pgoutput.KindPrepare, pgoutput.KindCommitPrepared, pgoutput.KindRollbackPrepared,
		pgoutput.KindStreamPrepare, pgoutput.KindStreamStart, pgoutput.KindStreamStop, pgoutput.KindStreamCommit,
		pgoutput.KindStreamAbort:
		return true
	}
	return false
}

// BenchmarkDecodeInsert reads a row of ten columns.
func BenchmarkDecodeInsert(b *testing.B) {
	data := []byte("I\x00\x00\x00\x01N\x00\x0a")
	for range 10 {
		data = append(data, "b\x00\x00\x00\x0812345678"...)
	}
	decoder := &pgoutput.Decoder{}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decoder.Decode(1, data); err != nil {
			b.Fatal(err)
		}
	}
}
