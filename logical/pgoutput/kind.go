package pgoutput

import (
	"fmt"
	"time"
)

// Kind is the byte that a message begins with.
type Kind byte

// The kinds of messages.
const (
	KindBegin            Kind = 'B'
	KindCommit           Kind = 'C'
	KindOrigin           Kind = 'O'
	KindRelation         Kind = 'R'
	KindType             Kind = 'Y'
	KindInsert           Kind = 'I'
	KindUpdate           Kind = 'U'
	KindDelete           Kind = 'D'
	KindTruncate         Kind = 'T'
	KindLogical          Kind = 'M'
	KindStreamStart      Kind = 'S'
	KindStreamStop       Kind = 'E'
	KindStreamCommit     Kind = 'c'
	KindStreamAbort      Kind = 'A'
	KindBeginPrepare     Kind = 'b'
	KindPrepare          Kind = 'P'
	KindCommitPrepared   Kind = 'K'
	KindRollbackPrepared Kind = 'r'
	KindStreamPrepare    Kind = 'p'
)

// String names the kind as the manual does.
func (k Kind) String() string {
	switch k {
	case 0:
		return "missing"
	case KindBegin:
		return "Begin"
	case KindCommit:
		return "Commit"
	case KindOrigin:
		return "Origin"
	case KindRelation:
		return "Relation"
	case KindType:
		return "Type"
	case KindInsert:
		return "Insert"
	case KindUpdate:
		return "Update"
	case KindDelete:
		return "Delete"
	case KindTruncate:
		return "Truncate"
	case KindLogical:
		return "Message"
	case KindStreamStart:
		return "Stream Start"
	case KindStreamStop:
		return "Stream Stop"
	case KindStreamCommit:
		return "Stream Commit"
	case KindStreamAbort:
		return "Stream Abort"
	}
	return k.preparedName()
}

// preparedName names the messages of two-phase commit.
func (k Kind) preparedName() string {
	switch k {
	case KindBeginPrepare:
		return "Begin Prepare"
	case KindPrepare:
		return "Prepare"
	case KindCommitPrepared:
		return "Commit Prepared"
	case KindRollbackPrepared:
		return "Rollback Prepared"
	case KindStreamPrepare:
		return "Stream Prepare"
	}
	return fmt.Sprintf("%q", rune(k))
}

// XID is the ID of a transaction on the source; 0 is none.
type XID uint32

// RelationID is the OID of a table on the source.
type RelationID uint32

// Micros is a time as the server writes it: microseconds since 2000-01-01 UTC.
type Micros int64

// epoch is that of PostgreSQL, in microseconds of Unix time.
const epoch = 946_684_800_000_000

// MicrosOf is a time as the server writes it.
func MicrosOf(t time.Time) Micros { return Micros(t.UnixMicro() - epoch) }

// Time converts it.
func (m Micros) Time() time.Time { return time.UnixMicro(int64(m) + epoch).UTC() }
