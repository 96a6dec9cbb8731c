package copyproto

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog"
)

// Bounds of what is asked for and held at once.
const (
	groupSize = 1000      // objects whose beginnings one statement reads
	beginning = 256 << 10 // bytes of an object that are read with those of others
	chunkSize = 1 << 20   // bytes that are read of a longer object, a row
	readAhead = 64        // chunks that one statement reads
)

// What the source is asked. An object is opened for each call, so that no descriptor is left open.
const (
	readBeginnings = `SELECT o, pg_catalog.lo_get(o, 0, $2) FROM pg_catalog.unnest($1) AS o`
	readSize       = `SELECT pg_catalog.lo_lseek64(fd, 0, 2), pg_catalog.lo_close(fd)
		FROM pg_catalog.lo_open($1, x'40000'::int) AS fd`
	readChunks = `SELECT f, pg_catalog.lo_get($1, f, $4) FROM pg_catalog.generate_series($2, $3, $4::int8) AS f`
)

// LargeObjects copies the contents of large objects and keeps their OIDs, which must be free on the target. Owners,
// privileges and comments are not its matter. It runs in the transactions that the caller has begun on both sides; both
// connections are usable after a server's error, and closed when ctx ends.
//
// Rows of the result are objects. The error is the first cause, as for [Pipe].
func LargeObjects(ctx context.Context, source, target *pgconn.PgConn, oids []uint32) (Result, error) {
	c := &objectCopy{
		source: source,
		target: target,
		free:   make(chan *objectBatch, 2),
		full:   make(chan *objectBatch),
		lost:   make(chan struct{}),
	}
	for range cap(c.free) {
		c.free <- newObjectBatch()
	}
	var writer sync.WaitGroup
	writer.Go(func() { c.write(ctx) })
	if err := c.read(ctx, oids); err != nil {
		c.fail(&Error{catalog.Source, err})
	}
	close(c.full)
	writer.Wait()
	for _, conn := range []*pgconn.PgConn{source, target} {
		if conn.IsClosed() {
			<-conn.CleanupDone()
		}
	}
	return c.result(ctx)
}

// objectCopy is a copy of large objects under way: one goroutine reads, another writes what it read before.
type objectCopy struct {
	source, target *pgconn.PgConn
	free, full     chan *objectBatch

	batch     *objectBatch // the reader's, being filled; nil when it has none
	sent      Result       // the reader's
	takenIn   Result       // the writer's
	failOnce  sync.Once
	lost      chan struct{} // closed when the copy is lost
	firstFail error
}

func (c *objectCopy) fail(cause error) {
	c.failOnce.Do(func() {
		c.firstFail = cause
		close(c.lost)
	})
}

func (c *objectCopy) result(ctx context.Context) (Result, error) {
	switch {
	case c.firstFail != nil:
		return Result{}, firstCause(ctx, c.firstFail)
	case c.sent.Rows != c.takenIn.Rows:
		return Result{}, &CountMismatchError{Source: c.sent.Rows, Target: c.takenIn.Rows}
	default:
		return c.sent, nil
	}
}

// read reads all objects, or stops early when the copy is lost.
func (c *objectCopy) read(ctx context.Context, oids []uint32) error {
	for group := range slices.Chunk(oids, groupSize) {
		long, err := c.readBeginnings(ctx, group)
		if err != nil {
			return err
		}
		for _, oid := range long {
			if err := c.readRest(ctx, oid); err != nil {
				return err
			}
		}
	}
	c.pass()
	return nil
}

// readBeginnings reads the short objects of a group whole, and returns the others, of which it read the beginning.
func (c *objectCopy) readBeginnings(ctx context.Context, group []uint32) (long []uint32, err error) {
	list := newArray(oidType)
	for _, oid := range group {
		list.appendUint32(oid)
	}
	err = c.query(ctx, readBeginnings, [][]byte{list.encoded(), int4(beginning)}, []uint32{oidArrayType, int4Type},
		func(row [][]byte) {
			oid, data := binary.BigEndian.Uint32(row[0]), row[1]
			c.batchFor(createObjects).add(oid, 0, data)
			c.sent.Rows++
			c.sent.Bytes += int64(len(data))
			if len(data) == beginning {
				long = append(long, oid)
			}
		})
	return long, err
}

// readRest reads what follows the beginning of a long object. Chunks of zeros are left out, which read as zeros on the
// target too, but for the last, which makes the object as long as it was.
func (c *objectCopy) readRest(ctx context.Context, oid uint32) error {
	size, err := c.size(ctx, oid)
	if err != nil {
		return err
	}
	for from := int64(beginning); from < size && !isClosed(c.lost); from += readAhead * chunkSize {
		last := min(from+readAhead*chunkSize, size) - 1
		err := c.query(ctx, readChunks, [][]byte{oidValue(oid), int8Value(from), int8Value(last), int4(chunkSize)},
			[]uint32{oidType, int8Type, int8Type, int4Type},
			func(row [][]byte) {
				offset, data := int64(binary.BigEndian.Uint64(row[0])), row[1]
				if !isZero(data) || offset+int64(len(data)) == size {
					c.batchFor(putChunks).add(oid, offset, data)
				}
				c.sent.Bytes += int64(len(data))
			})
		if err != nil {
			return err
		}
	}
	return nil
}

func isZero(b []byte) bool {
	return len(b) == 0 || b[0] == 0 && bytes.Equal(b[1:], b[:len(b)-1])
}

func (c *objectCopy) size(ctx context.Context, oid uint32) (size int64, err error) {
	err = c.query(ctx, readSize, [][]byte{oidValue(oid)}, []uint32{oidType}, func(row [][]byte) {
		size = int64(binary.BigEndian.Uint64(row[0]))
	})
	return size, err
}

// query runs a statement on the source with binary parameters and results. each may not keep the row. When the copy is
// lost, the rows that still come are dropped.
func (c *objectCopy) query(ctx context.Context, sql string, values [][]byte, types []uint32, each func(row [][]byte)) error {
	rows := c.source.ExecParams(ctx, sql, values, types, binaryFormat, binaryFormat)
	for !isClosed(c.lost) && rows.NextRow() {
		each(rows.Values())
	}
	_, err := rows.Close()
	return err
}

// batchFor returns the batch to add to, which is never full and always of the one statement asked for.
func (c *objectCopy) batchFor(statement string) *objectBatch {
	if c.batch != nil && (c.batch.isFull() || c.batch.statement != statement) {
		c.pass()
	}
	if c.batch == nil {
		c.batch = <-c.free
		c.batch.reset(statement)
	}
	return c.batch
}

// pass hands the batch over to the writer.
func (c *objectCopy) pass() {
	if c.batch != nil {
		c.full <- c.batch
		c.batch = nil
	}
}

// write sends batches to the target. When the copy is lost, it drops them, so that the reader never waits for it.
func (c *objectCopy) write(ctx context.Context) {
	for batch := range c.full {
		if !isClosed(c.lost) {
			if err := batch.send(ctx, c.target, &c.takenIn); err != nil {
				c.fail(&Error{catalog.Target, err})
			}
		}
		c.free <- batch
	}
}
