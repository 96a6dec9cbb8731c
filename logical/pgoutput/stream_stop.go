package pgoutput

// StreamStop closes a segment.
type StreamStop struct{}

// Kind is KindStreamStop.
func (*StreamStop) Kind() Kind { return KindStreamStop }

func (m *StreamStop) decode(c *cursor, inSegment bool) {
	if !inSegment {
		c.fail(ErrOutOfPlace)
	}
}
