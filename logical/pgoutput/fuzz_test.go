package pgoutput_test

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"os"
	"strings"
	"testing"

	"copydb/logical/pgoutput"
)

// seedFile holds messages of real servers, in hexadecimal, with an s before those that came in a segment. TestTrace writes
// it with -update.
const seedFile = "testdata/messages.txt"

type seed struct {
	inSegment bool
	data      []byte
}

func readSeeds(tb testing.TB) []seed {
	tb.Helper()
	file, err := os.Open(seedFile)
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	var seeds []seed
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		text, inSegment := strings.CutPrefix(lines.Text(), "s ")
		data, err := hex.DecodeString(text)
		if err != nil {
			tb.Fatal(err)
		}
		seeds = append(seeds, seed{inSegment, data})
	}
	return seeds
}

// fuzz holds the bytes of one kind of message, in a segment and outside, to this: an *Error within the message, or a value
// that is the same bytes when written again.
func fuzz(f *testing.F, kind pgoutput.Kind) {
	for _, seed := range readSeeds(f) {
		if pgoutput.Kind(seed.data[0]) == kind {
			f.Add(seed.inSegment, seed.data[1:])
		}
	}
	f.Fuzz(func(t *testing.T, inSegment bool, body []byte) {
		data := append([]byte{byte(kind)}, body...)
		decoder := decoderIn(t, inSegment)
		message, err := decoder.Decode(1, data)
		var failure *pgoutput.Error
		switch {
		case err == nil:
			if again := write(message, inSegment); !bytes.Equal(again, data) {
				t.Errorf("%s written again:\n got %x\nwant %x", kind, again, data)
			}
		case !errors.As(err, &failure):
			t.Errorf("error of type %T", err)
		case failure.Offset > len(data) || failure.Kind != kind:
			t.Errorf("error at byte %d of %d, kind %s: %v", failure.Offset, len(data), failure.Kind, err)
		}
	})
}

// decoderIn returns a decoder with a segment open or not.
func decoderIn(tb testing.TB, inSegment bool) *pgoutput.Decoder {
	tb.Helper()
	decoder := &pgoutput.Decoder{}
	if inSegment {
		if _, err := decoder.Decode(1, []byte("S\x00\x00\x00\x07\x01")); err != nil {
			tb.Fatal(err)
		}
	}
	return decoder
}

func FuzzBegin(f *testing.F)            { fuzz(f, pgoutput.KindBegin) }
func FuzzCommit(f *testing.F)           { fuzz(f, pgoutput.KindCommit) }
func FuzzOrigin(f *testing.F)           { fuzz(f, pgoutput.KindOrigin) }
func FuzzRelation(f *testing.F)         { fuzz(f, pgoutput.KindRelation) }
func FuzzType(f *testing.F)             { fuzz(f, pgoutput.KindType) }
func FuzzInsert(f *testing.F)           { fuzz(f, pgoutput.KindInsert) }
func FuzzUpdate(f *testing.F)           { fuzz(f, pgoutput.KindUpdate) }
func FuzzDelete(f *testing.F)           { fuzz(f, pgoutput.KindDelete) }
func FuzzTruncate(f *testing.F)         { fuzz(f, pgoutput.KindTruncate) }
func FuzzLogical(f *testing.F)          { fuzz(f, pgoutput.KindLogical) }
func FuzzStreamStart(f *testing.F)      { fuzz(f, pgoutput.KindStreamStart) }
func FuzzStreamStop(f *testing.F)       { fuzz(f, pgoutput.KindStreamStop) }
func FuzzStreamCommit(f *testing.F)     { fuzz(f, pgoutput.KindStreamCommit) }
func FuzzStreamAbort(f *testing.F)      { fuzz(f, pgoutput.KindStreamAbort) }
func FuzzBeginPrepare(f *testing.F)     { fuzz(f, pgoutput.KindBeginPrepare) }
func FuzzPrepare(f *testing.F)          { fuzz(f, pgoutput.KindPrepare) }
func FuzzCommitPrepared(f *testing.F)   { fuzz(f, pgoutput.KindCommitPrepared) }
func FuzzRollbackPrepared(f *testing.F) { fuzz(f, pgoutput.KindRollbackPrepared) }
func FuzzStreamPrepare(f *testing.F)    { fuzz(f, pgoutput.KindStreamPrepare) }

// FuzzAny is for what begins with a byte that is no kind.
func FuzzAny(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("?"))
	f.Fuzz(func(t *testing.T, data []byte) {
		message, err := decoderIn(t, false).Decode(1, data)
		if (message == nil) == (err == nil) {
			t.Errorf("message %v with error %v", message, err)
		}
	})
}
