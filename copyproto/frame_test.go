package copyproto

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
)

// appendMessage appends a message as a server sends it.
func appendMessage(b []byte, kind byte, body []byte) []byte {
	b = append(b, kind)
	b = binary.BigEndian.AppendUint32(b, uint32(lengthSize+len(body)))
	return append(b, body...)
}

// parted is what a splitter made of a stream.
type parted struct {
	payload  []byte
	messages []string
	failed   bool
	whole    bool // the stream ended between two messages
}

// part splits a stream that arrives in pieces of the sizes given, again and again.
func part(stream []byte, sizes ...int) parted {
	var p parted
	s := splitter{message: func(kind byte, body []byte) error {
		p.messages = append(p.messages, fmt.Sprintf("%c %x", kind, body))
		return nil
	}}
	for i := 0; len(stream) > 0; i++ {
		piece := bytes.Clone(stream[:min(len(stream), max(1, sizes[i%len(sizes)]))])
		stream = stream[len(piece):]
		n, err := s.split(piece)
		p.payload = append(p.payload, piece[:n]...)
		if err != nil {
			p.failed = true
			return p
		}
	}
	p.whole = s.betweenMessages()
	return p
}

func (p parted) equal(other parted) bool {
	return bytes.Equal(p.payload, other.payload) && slices.Equal(p.messages, other.messages) &&
		p.failed == other.failed && p.whole == other.whole
}

func TestSplitter(t *testing.T) {
	rows := appendMessage(nil, kindCopyOut, []byte{1, 0, 0})
	rows = appendMessage(rows, kindCopyData, []byte("first"))
	rows = appendMessage(rows, kindCopyData, nil)
	rows = appendMessage(rows, kindNotice, []byte("hm"))
	rows = appendMessage(rows, kindCopyData, bytes.Repeat([]byte("x"), 1000))
	rows = appendMessage(rows, kindCopyDone, nil)
	want := parted{
		payload:  append([]byte("first"), bytes.Repeat([]byte("x"), 1000)...),
		messages: []string{"H 010000", "N 686d", "c "},
		whole:    true,
	}
	for size := 1; size <= len(rows); size++ {
		if got := part(rows, size); !got.equal(want) {
			t.Fatalf("in pieces of %d bytes: %+v", size, got)
		}
	}
	for end := range rows[:len(rows)-1] {
		got := part(rows[:end], 7)
		if got.failed || !bytes.HasPrefix(want.payload, got.payload) {
			t.Fatalf("cut at byte %d: %+v", end, got)
		}
	}
	if cut := part(rows[:len(rows)-1], 100); cut.whole {
		t.Error("a stream that is cut in a header counts as whole")
	}
}

func TestSplitterRefusesImpossibleLengths(t *testing.T) {
	for _, header := range [][]byte{
		{kindCopyData, 0, 0, 0, 3},
		{kindCopyData, 0, 0, 0, 0},
		{kindCopyData, 0x80, 0, 0, 0},
		{kindCopyData, 0xff, 0xff, 0xff, 0xff},
		{kindError, 0x7f, 0xff, 0xff, 0xff},
		{kindNotice, 0x01, 0, 0, 5},
	} {
		if got := part(append(header, "more than enough"...), 100); !got.failed {
			t.Errorf("header % x: %+v", header, got)
		}
	}
}

// FuzzSplitter checks on any bytes that the cuts in which they arrive make no difference.
func FuzzSplitter(f *testing.F) {
	stream := appendMessage(nil, kindCopyOut, []byte{0, 0, 0})
	stream = appendMessage(stream, kindCopyData, []byte("a row\n"))
	stream = appendMessage(stream, kindCopyData, []byte("another\n"))
	stream = appendMessage(stream, kindReadyForQuery, []byte{'I'})
	f.Add(stream, uint8(1), uint8(200))
	f.Add(stream, uint8(5), uint8(3))
	f.Add([]byte{kindCopyData, 0, 0, 0, 2}, uint8(1), uint8(1))
	f.Fuzz(func(t *testing.T, stream []byte, one, other uint8) {
		whole, cut := part(stream, len(stream)), part(stream, int(one), int(other))
		if !whole.equal(cut) {
			t.Errorf("at once:   %+v\nin pieces: %+v", whole, cut)
		}
	})
}

// FuzzRepack checks that payload comes out as it went in, whatever the rows, the messages between them and the cuts.
func FuzzRepack(f *testing.F) {
	f.Add([]byte("some rows of which the first byte of each tells its length"), uint8(7), uint8(1), uint8(9))
	f.Add(bytes.Repeat([]byte{0, 1, 2, 255}, 300), uint8(3), uint8(64), uint8(0))
	f.Fuzz(func(t *testing.T, rows []byte, each, one, other uint8) {
		var stream []byte
		var notices []string
		for at, i := 0, 0; at < len(rows); i++ {
			row := rows[at:min(len(rows), at+int(rows[at])+1)]
			at += len(row)
			stream = appendMessage(stream, kindCopyData, row)
			if each > 0 && i%int(each) == 0 {
				stream = appendMessage(stream, kindNotice, row)
				notices = append(notices, fmt.Sprintf("N %x", row))
			}
		}
		got := part(stream, int(one), int(other))
		if want := (parted{payload: rows, messages: notices, whole: true}); !got.equal(want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	})
}

// BenchmarkSplit measures the repacking alone, for rows of several sizes.
func BenchmarkSplit(b *testing.B) {
	for _, size := range []int{20, 100, 1000, 100_000} {
		b.Run(fmt.Sprintf("%dB", size), func(b *testing.B) {
			var stream []byte
			for row := make([]byte, size); len(stream)+headerSize+size < payloadSize; {
				stream = appendMessage(stream, kindCopyData, row)
			}
			piece := make([]byte, len(stream))
			b.SetBytes(int64(len(stream)))
			for b.Loop() {
				copy(piece, stream)
				if _, err := new(splitter).split(piece); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
