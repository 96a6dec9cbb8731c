package apply

import (
	"encoding/binary"

	"copydb/logical/pgoutput"
)

// The messages of the protocol that are sent here.
const (
	messageParse    = 'P'
	messageBind     = 'B'
	messageExecute  = 'E'
	messageSync     = 'S'
	messageCopyData = 'd'
	messageCopyDone = 'c'
)

// The formats of parameters.
const (
	formatText   = 0
	formatBinary = 1
)

// wire is messages on their way to the server. Values go into it straight from the stream, once.
type wire struct {
	out     []byte
	formats []byte // of the parameters of the Bind that is being written
}

func (w *wire) reset() { w.out = w.out[:0] }

// open begins a message and returns where, for close.
func (w *wire) open(kind byte) int {
	w.out = append(w.out, kind, 0, 0, 0, 0)
	return len(w.out) - 4
}

// close writes the length of the message that was opened at a place.
func (w *wire) close(at int) { binary.BigEndian.PutUint32(w.out[at:], uint32(len(w.out)-at)) }

func (w *wire) uint16(n int)        { w.out = binary.BigEndian.AppendUint16(w.out, uint16(n)) }
func (w *wire) uint32(n uint32)     { w.out = binary.BigEndian.AppendUint32(w.out, n) }
func (w *wire) string(text string)  { w.out = append(append(w.out, text...), 0) }
func (w *wire) length(value []byte) { w.uint32(uint32(len(value))) }

// parse prepares a statement.
func (w *wire) parse(name, sql string, types []uint32) {
	at := w.open(messageParse)
	w.string(name)
	w.string(sql)
	w.uint16(len(types))
	for _, oid := range types {
		w.uint32(oid)
	}
	w.close(at)
}

// bind opens the Bind of a prepared statement with a number of parameters, all of which are expected in one format.
func (w *wire) bind(name string, params int, format byte) int {
	at := w.open(messageBind)
	w.out = append(w.out, 0) // the unnamed portal
	w.string(name)
	w.uint16(1)
	w.uint16(int(format))
	w.uint16(params)
	return at
}

// bindMixed opens a Bind with a format for each parameter.
func (w *wire) bindMixed(name string, formats []byte) int {
	at := w.open(messageBind)
	w.out = append(w.out, 0)
	w.string(name)
	w.uint16(len(formats))
	for _, format := range formats {
		w.uint16(int(format))
	}
	w.uint16(len(formats))
	return at
}

// execute closes a Bind and runs it.
func (w *wire) execute(at int) {
	w.uint16(0) // all results as text
	w.close(at)
	at = w.open(messageExecute)
	w.out = append(w.out, 0) // the unnamed portal
	w.uint32(0)              // all rows
	w.close(at)
}

// run prepares and runs a statement that has no parameters and is not used again.
func (w *wire) run(sql string) {
	w.parse("", sql, nil)
	w.execute(w.bind("", 0, formatText))
}

func (w *wire) sync() { w.close(w.open(messageSync)) }

// null is the length of a NULL.
const null = ^uint32(0)

// value writes a parameter and reports its format, which for NULL is any.
func (w *wire) value(value pgoutput.Value) (format byte, any bool) {
	switch value.Kind {
	case pgoutput.Binary:
		w.length(value.Data)
		w.out = append(w.out, value.Data...)
		return formatBinary, false
	case pgoutput.Text:
		w.length(value.Data)
		w.out = append(w.out, value.Data...)
		return formatText, false
	}
	w.uint32(null)
	return formatText, true
}
