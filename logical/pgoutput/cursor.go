package pgoutput

import (
	"bytes"
	"encoding/binary"

	"copydb/catalog"
)

// cursor reads fields in order. Its first error stays: a field that is read after it is zero.
type cursor struct {
	data []byte
	at   int
	err  error
}

func (c *cursor) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// take returns the next n bytes, nil if there are not so many.
func (c *cursor) take(n int) []byte {
	if c.err != nil {
		return nil
	}
	if n < 0 || n > len(c.data)-c.at {
		c.fail(ErrShort)
		return nil
	}
	field := c.data[c.at : c.at+n : c.at+n]
	c.at += n
	return field
}

func (c *cursor) uint8() uint8 {
	if field := c.take(1); field != nil {
		return field[0]
	}
	return 0
}

func (c *cursor) uint16() uint16 {
	if field := c.take(2); field != nil {
		return binary.BigEndian.Uint16(field)
	}
	return 0
}

func (c *cursor) uint32() uint32 {
	if field := c.take(4); field != nil {
		return binary.BigEndian.Uint32(field)
	}
	return 0
}

func (c *cursor) uint64() uint64 {
	if field := c.take(8); field != nil {
		return binary.BigEndian.Uint64(field)
	}
	return 0
}

func (c *cursor) lsn() catalog.LSN { return catalog.LSN(c.uint64()) }

func (c *cursor) micros() Micros { return Micros(c.uint64()) }

func (c *cursor) xid() XID { return XID(c.uint32()) }

// segmentXID reads the ID that messages of a segment begin with.
func (c *cursor) segmentXID(inSegment bool) XID {
	if !inSegment {
		return 0
	}
	return c.xid()
}

// string reads bytes up to a zero, and copies them.
func (c *cursor) string() string {
	if c.err != nil {
		return ""
	}
	length := bytes.IndexByte(c.data[c.at:], 0)
	if length < 0 {
		c.fail(ErrShort)
		return ""
	}
	text := string(c.take(length))
	c.at++ // the zero
	return text
}

// zero reads a byte that no version gives a meaning to: the server's own subscriber refuses all but 0.
func (c *cursor) zero() {
	if c.uint8() != 0 {
		c.at--
		c.fail(ErrBadField)
	}
}

// expect reads one given byte.
func (c *cursor) expect(want byte) {
	if got := c.uint8(); c.err == nil && got != want {
		c.at--
		c.fail(ErrBadField)
	}
}

// remaining is how many bytes have not been read.
func (c *cursor) remaining() int { return len(c.data) - c.at }

// bound limits a count from the wire by what the rest of the message can hold, each item taking at least size bytes. So
// nothing is allocated on a lie's account.
func (c *cursor) bound(count, size int) int {
	if c.err != nil {
		return 0
	}
	if count > c.remaining()/size {
		c.fail(ErrShort)
		return 0
	}
	return count
}
