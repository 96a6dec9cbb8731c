package pgoutput

import "encoding/binary"

// ValueKind tells how a value came.
type ValueKind byte

// The kinds of values.
const (
	// Null is NULL. In an old tuple that holds the key alone, it stands for each other column.
	Null ValueKind = 'n'
	// Unchanged is a TOASTed value that the update did not touch. It was not sent.
	Unchanged ValueKind = 'u'
	// Text is a value as its type's output function writes it.
	Text ValueKind = 't'
	// Binary is a value as its type's send function writes it.
	Binary ValueKind = 'b'
)

// Value is one column's value. Data is a part of the message.
type Value struct {
	Kind ValueKind
	Data []byte // of Text and Binary
}

// valueHeader is the length of what comes before a value's bytes: its kind and its length.
const valueHeader = 1 + 4

// Tuple is a row's values, as the message holds them: for each a byte for its kind, and for Text and Binary a length in four
// bytes and the value.
type Tuple struct {
	// Columns is how many values there are, 0 if the message has no such tuple.
	Columns int
	// Unchanged is how many of them are Unchanged.
	Unchanged int
	// Data is all of them.
	Data []byte
}

// Next returns the first value and the tuple that follows it. There is one if Columns is not 0.
func (t Tuple) Next() (Value, Tuple) {
	kind := ValueKind(t.Data[0])
	t.Columns--
	switch kind {
	case Text, Binary:
		end := valueHeader + int(binary.BigEndian.Uint32(t.Data[1:]))
		value := Value{Kind: kind, Data: t.Data[valueHeader:end:end]}
		t.Data = t.Data[end:]
		return value, t
	case Unchanged:
		t.Unchanged--
	}
	t.Data = t.Data[1:]
	return Value{Kind: kind}, t
}

// decode reads a tuple and checks it to its end.
func (t *Tuple) decode(c *cursor) {
	t.Columns = int(c.uint16())
	t.Unchanged = 0
	if c.err != nil {
		return
	}
	data, at := c.data, c.at
	for range t.Columns {
		if at >= len(data) {
			c.at, c.err = at, ErrShort
			return
		}
		switch ValueKind(data[at]) {
		case Null:
			at++
		case Unchanged:
			t.Unchanged++
			at++
		case Text, Binary:
			end, ok := valueEnd(data, at)
			if !ok {
				c.at, c.err = at, ErrShort
				return
			}
			at = end
		default:
			c.at, c.err = at, ErrBadField
			return
		}
	}
	t.Data = data[c.at:at:at]
	c.at = at
}

// valueEnd returns where the value that begins at ends.
func valueEnd(data []byte, at int) (end int, ok bool) {
	if len(data)-at < valueHeader {
		return 0, false
	}
	length := int(binary.BigEndian.Uint32(data[at+1:]))
	end = at + valueHeader + length
	return end, end <= len(data)
}
