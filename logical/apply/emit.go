package apply

import (
	"encoding/binary"

	"copydb/logical/pgoutput"
)

// copyRows is how many rows COPY pays for.
const copyRows = 20

// prepare sees to it that a statement is there when the batch needs it.
func (a *applier) prepare(w *wire, s *statement) {
	if s.generation == a.generation {
		return
	}
	if s.name == "" {
		a.statements++
		s.name = statementName(a.statements)
	}
	s.generation = a.generation
	a.batch.prepares = append(a.batch.prepares, s)
	a.prepared += len(s.types) + 10
	w.parse(s.name, s.sql, s.types)
}

// rowOf is what a statement's parameters for one row are taken from.
type rowOf struct {
	old []byte // the key's values, or all values of the old row, as a tuple holds them
	row pgoutput.Tuple
}

// emit writes one statement for the rows that it is for.
func (a *applier) emit(s *shape, rows []rowOf, checked bool) {
	w := &a.batch.body
	bucket := s.fit(len(rows))
	statement := s.statement(bucket, checked)
	a.prepare(w, statement)
	start := len(w.out)
	params := len(statement.types)
	at := w.bind(statement.name, params, formatBinary)
	w.formats = w.formats[:0]
	var seen [2]bool
	for _, row := range rows {
		a.params(s, row, &seen)
	}
	switch {
	case seen[formatText] && seen[formatBinary]:
		body := append([]byte(nil), w.out[len(w.out)-a.paramBytes(w, start, statement.name):]...)
		w.out = w.out[:start]
		at = w.bindMixed(statement.name, w.formats)
		w.out = append(w.out, body...)
	case seen[formatText]:
		setOnlyFormat(w.out[start:], statement.name, formatText)
	}
	w.execute(at)
	a.step(s.op, s.table)
}

// bindHeader is the length of what comes before the parameters in a Bind with one format: kind, length, portal, name and its
// zero, the number of formats, the format, the number of parameters.
func bindHeader(name string) int { return 1 + 4 + 1 + len(name) + 1 + 2 + 2 + 2 }

func (a *applier) paramBytes(w *wire, start int, name string) int {
	return len(w.out) - start - bindHeader(name)
}

func setOnlyFormat(message []byte, name string, format byte) {
	binary.BigEndian.PutUint16(message[1+4+1+len(name)+1+2:], uint16(format))
}

// params writes a row's parameters and notes their formats.
func (a *applier) params(s *shape, row rowOf, seen *[2]bool) {
	w := &a.batch.body
	old := pgoutput.Tuple{Columns: len(s.old), Data: row.old}
	for i := 0; old.Columns > 0; i++ {
		var value pgoutput.Value
		value, old = old.Next()
		w.param(value, &s.table.columns[s.old[i]], seen)
	}
	if len(s.set) == 0 {
		return
	}
	values := row.row
	for column := 0; values.Columns > 0; column++ {
		var value pgoutput.Value
		value, values = values.Next()
		if s.takes[column] {
			w.param(value, &s.table.columns[column], seen)
		}
	}
}

// param writes a parameter. NULL goes in any format, but the server asks for a type's binary form even then.
func (w *wire) param(value pgoutput.Value, of *column, seen *[2]bool) {
	format, any := w.value(value)
	any = any && of.receives
	w.formats = append(w.formats, format)
	if !any {
		seen[format] = true
	}
}

// emitAll writes rows of one kind, in the largest statements that they fill.
func (a *applier) emitAll(s *shape, rows []rowOf, checked bool) {
	for len(rows) > 0 {
		n := buckets[s.fit(len(rows))]
		a.emit(s, rows[:n], checked)
		rows = rows[n:]
	}
}

// copySignature and its flags and extension begin what COPY reads in binary; copyEnd ends it.
const (
	copySignature = "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	copyEnd       = "\xff\xff"
	copyFrame     = 256 << 10
)

// emitCopy inserts rows by COPY. It is false, and nothing is written, if one of their values came as text.
func (a *applier) emitCopy(t *table, rows []rowOf) bool {
	w := &a.batch.body
	a.prepare(w, t.copying)
	start := len(w.out)
	w.execute(w.bind(t.copying.name, 0, formatText))
	at := w.open(messageCopyData)
	w.out = append(w.out, copySignature...)
	for _, row := range rows {
		if len(w.out)-at > copyFrame {
			w.close(at)
			at = w.open(messageCopyData)
		}
		if !w.copyRow(t, row.row) {
			w.out = w.out[:start]
			return false
		}
	}
	w.out = append(w.out, copyEnd...)
	w.close(at)
	w.close(w.open(messageCopyDone))
	a.step(opCopy, t)
	return true
}

func (w *wire) copyRow(t *table, row pgoutput.Tuple) bool {
	w.uint16(len(t.insert.set))
	for column := 0; row.Columns > 0; column++ {
		var value pgoutput.Value
		value, row = row.Next()
		if !t.insert.takes[column] {
			continue
		}
		if value.Kind == pgoutput.Text {
			return false
		}
		w.value(value)
	}
	return true
}
