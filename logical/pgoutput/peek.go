package pgoutput

import "encoding/binary"

// What follows looks at the first bytes of a message that nobody decodes. Of one that is too short it is 0.

// XIDSize is the length of the transaction that messages of streaming begin with, behind their kind.
const XIDSize = 4

// KindOf is the kind of a message.
func KindOf(data []byte) Kind {
	if len(data) == 0 {
		return 0
	}
	return Kind(data[0])
}

// XIDOf is the transaction that messages of streaming begin with.
func XIDOf(data []byte) XID { return XID(wordAt(data, 1)) }

// SubXIDOf is the subtransaction of a StreamAbort: the transaction itself where all of it was rolled back.
func SubXIDOf(data []byte) XID { return XID(wordAt(data, 5)) }

// OIDOf is the OID of a Relation or a Type outside of a segment.
func OIDOf(data []byte) uint32 { return wordAt(data, 1) }

func wordAt(data []byte, at int) uint32 {
	if len(data) < at+4 {
		return 0
	}
	return binary.BigEndian.Uint32(data[at:])
}
