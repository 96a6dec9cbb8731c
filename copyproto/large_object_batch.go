package copyproto

import (
	"context"
	"encoding/binary"

	"github.com/jackc/pgx/v5/pgconn"
)

// What the target is asked. The statement for chunks has the same parameters as the other one, and one more.
const (
	createObjects = `SELECT pg_catalog.lo_from_bytea(o, d) FROM unnest($1, $2) AS u(o, d)`
	putChunks     = `SELECT pg_catalog.lo_put(o, f, d) FROM unnest($1, $2, $3) AS u(o, d, f)`
)

// A batch is full when it reaches one of these.
const (
	batchBytes = 4 << 20
	batchRows  = 4000
)

// The OIDs of the types that are sent, which never change.
const (
	byteaType      = 17
	int8Type       = 20
	int4Type       = 23
	oidType        = 26
	byteaArrayType = 1001
	int8ArrayType  = 1016
	oidArrayType   = 1028
)

// binaryFormat says that all values are binary.
var binaryFormat = []int16{1}

// objectBatch is pieces of large objects that one statement writes.
type objectBatch struct {
	statement           string
	oids, data, offsets array
	size                int64
}

func newObjectBatch() *objectBatch {
	return &objectBatch{oids: newArray(oidType), data: newArray(byteaType), offsets: newArray(int8Type)}
}

func (b *objectBatch) reset(statement string) {
	b.statement = statement
	b.size = 0
	for _, a := range []*array{&b.oids, &b.data, &b.offsets} {
		a.reset()
	}
}

// add copies data into the batch.
func (b *objectBatch) add(oid uint32, offset int64, data []byte) {
	b.oids.appendUint32(oid)
	b.offsets.append(int8Value(offset))
	b.data.append(data)
	b.size += int64(len(data))
}

func (b *objectBatch) isFull() bool { return b.size >= batchBytes || b.oids.count >= batchRows }

// send writes the batch to the target and adds to done what the target took in.
func (b *objectBatch) send(ctx context.Context, target *pgconn.PgConn, done *Result) error {
	values := [][]byte{b.oids.encoded(), b.data.encoded(), b.offsets.encoded()}
	types := []uint32{oidArrayType, byteaArrayType, int8ArrayType}
	if b.statement == createObjects {
		values, types = values[:2], types[:2]
	}
	tag, err := target.ExecParams(ctx, b.statement, values, types, binaryFormat, binaryFormat).Close()
	if err != nil {
		return err
	}
	if b.statement == createObjects {
		done.Rows += tag.RowsAffected()
	}
	return nil
}

// array is a one-dimensional array in PostgreSQL's binary form.
type array struct {
	bytes []byte
	count int
}

// arrayHeader is the size of what precedes the elements: how many dimensions there are, whether there are NULLs, the
// elements' type, how many there are, and the subscript of the first; four bytes each.
const arrayHeader = 20

func newArray(element uint32) array {
	bytes := make([]byte, arrayHeader)
	binary.BigEndian.PutUint32(bytes[0:], 1)
	binary.BigEndian.PutUint32(bytes[8:], element)
	binary.BigEndian.PutUint32(bytes[16:], 1)
	return array{bytes: bytes}
}

func (a *array) reset() {
	a.bytes = a.bytes[:arrayHeader]
	a.count = 0
}

func (a *array) append(value []byte) {
	a.bytes = binary.BigEndian.AppendUint32(a.bytes, uint32(len(value)))
	a.bytes = append(a.bytes, value...)
	a.count++
}

func (a *array) appendUint32(value uint32) { a.append(oidValue(value)) }

// encoded returns the array, which stays valid until something is appended.
func (a *array) encoded() []byte {
	binary.BigEndian.PutUint32(a.bytes[12:], uint32(a.count))
	return a.bytes
}

func oidValue(oid uint32) []byte { return binary.BigEndian.AppendUint32(nil, oid) }

func int4(value uint32) []byte { return oidValue(value) }

func int8Value(value int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(value)) }
