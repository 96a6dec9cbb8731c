package copyproto

import (
	"context"
	"encoding/binary"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog"
)

// chunk is how much of small tables is read at once.
const chunk = 64 << 10

// Copy is the two statements that move the rows of one table.
type Copy struct {
	Out, In string
}

// PipeMany copies several tables, one after another, without waiting for either server in between. It is for tables that
// are small: it works like [Pipe], but moves each byte once more, and tells of a failure neither which table it was nor
// keeps notices. The target takes in the end of a table before the source has said whether it was its last word: what was
// copied must be rolled back where PipeMany fails.
func PipeMany(ctx context.Context, source, target *pgconn.PgConn, copies []Copy, progress Progress) ([]Result, error) {
	outs, ins := make([]string, len(copies)), make([]string, len(copies))
	for i, each := range copies {
		outs[i], ins[i] = each.Out, each.In
	}
	m := &many{pipe: newPipe(source, target, len(copies), progress), sizes: make([]int64, len(copies))}
	if err := m.run(ctx, strings.Join(outs, ";\n"), strings.Join(ins, ";\n"), m.read); err != nil {
		return nil, err
	}
	results := m.results()
	for i := range results {
		results[i].Bytes = m.sizes[i]
	}
	return results, nil
}

// many is a pipe for several tables: a buffer holds the ends and beginnings of as many as it takes.
//
//	target   [d ...] [c] [d ...] [c] [c] [d ...] ...
type many struct {
	*pipe
	buffered []byte // frames that are to be sent
	rows     int    // how much of them is payload
	done     int    // how many tables have ended
	sizes    []int64
}

// read runs the statements on the source and turns what it sends into frames, a table's after another's.
func (m *many) read(copyOut string) {
	defer close(m.full)
	sendErr := m.source.query(copyOut)
	read := make([]byte, chunk)
	for !m.source.over() {
		m.provide()
		payload, at := m.source.read(read), 0
		for _, end := range m.source.ends {
			m.add(read[at:end])
			m.endTable()
			at = end
		}
		m.add(read[at:payload])
		if cap(m.buffered)-len(m.buffered) < chunk+2*headerSize {
			m.pass()
		}
	}
	if sendErr != nil {
		m.abort(&Error{catalog.Source, sendErr})
	}
	m.provide()
	m.buffered = append(m.buffered, copyDone[:]...)
	m.pass()
}

// provide makes sure that there is a buffer to append to.
func (m *many) provide() {
	if m.buffered == nil {
		m.buffered = m.buffer()[:0]
	}
}

// add appends rows of the table at hand.
func (m *many) add(payload []byte) {
	if len(payload) == 0 || isClosed(m.aborting) {
		return
	}
	m.buffered = append(m.buffered, kindCopyData)
	m.buffered = binary.BigEndian.AppendUint32(m.buffered, uint32(lengthSize+len(payload)))
	m.buffered = append(m.buffered, payload...)
	m.rows += len(payload)
	m.sizes[m.done] += int64(len(payload))
}

// endTable appends the end of a table, but not of the last one: that has to wait for the source's last word.
func (m *many) endTable() {
	if m.done < len(m.sizes)-1 {
		m.buffered = append(m.buffered, copyDone[:]...)
		m.done++
	}
}

// pass hands what is buffered over to the writer.
func (m *many) pass() {
	if !isClosed(m.aborting) {
		m.full <- frame{bytes: m.buffered, payload: m.rows}
	}
	m.buffered, m.rows = nil, 0
}
