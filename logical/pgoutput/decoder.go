package pgoutput

import "copydb/catalog"

// Message is what Decode returns: a pointer to one of this package's messages.
type Message interface {
	// Kind tells which.
	Kind() Kind
}

// Decoder reads the messages of one replication session, in order. The zero value is ready.
type Decoder struct {
	inSegment bool

	begin            Begin
	commit           Commit
	origin           Origin
	insert           Insert
	update           Update
	delete           Delete
	truncate         Truncate
	logical          Logical
	streamStart      StreamStart
	streamStop       StreamStop
	streamCommit     StreamCommit
	streamAbort      StreamAbort
	beginPrepare     BeginPrepare
	prepare          Prepare
	commitPrepared   CommitPrepared
	rollbackPrepared RollbackPrepared
	streamPrepare    StreamPrepare
}

// Reset forgets the session: the next message is the first of another.
func (d *Decoder) Reset() { d.inSegment = false }

// Decode reads one message, which came with an LSN. It returns a message that is good until the next call, or an *Error.
func (d *Decoder) Decode(lsn catalog.LSN, data []byte) (Message, error) {
	c := cursor{data: data}
	kind := Kind(c.uint8())
	message := d.decode(kind, &c)
	if c.err == nil && c.at < len(data) {
		c.err = ErrTrailing
	}
	if c.err != nil {
		return nil, &Error{Kind: kind, Offset: c.at, LSN: lsn, Err: c.err}
	}
	switch kind {
	case KindStreamStart:
		d.inSegment = true
	case KindStreamStop:
		d.inSegment = false
	}
	return message, nil
}

// decode chooses by kind; the common ones come first.
func (d *Decoder) decode(kind Kind, c *cursor) Message {
	switch kind {
	case KindInsert:
		d.insert.decode(c, d.inSegment)
		return &d.insert
	case KindUpdate:
		d.update.decode(c, d.inSegment)
		return &d.update
	case KindDelete:
		d.delete.decode(c, d.inSegment)
		return &d.delete
	case KindBegin:
		d.begin.decode(c)
		return &d.begin
	case KindCommit:
		d.commit.decode(c)
		return &d.commit
	case KindRelation:
		return decodeRelation(c, d.inSegment)
	case KindType:
		return decodeType(c, d.inSegment)
	case KindTruncate:
		d.truncate.decode(c, d.inSegment)
		return &d.truncate
	case KindLogical:
		d.logical.decode(c, d.inSegment)
		return &d.logical
	case KindOrigin:
		d.origin.decode(c)
		return &d.origin
	}
	return d.decodeStreamed(kind, c)
}

// decodeStreamed reads what streams transactions in progress, and what prepares transactions.
func (d *Decoder) decodeStreamed(kind Kind, c *cursor) Message {
	switch kind {
	case KindStreamStart:
		d.streamStart.decode(c, d.inSegment)
		return &d.streamStart
	case KindStreamStop:
		d.streamStop.decode(c, d.inSegment)
		return &d.streamStop
	case KindStreamCommit:
		d.streamCommit.decode(c)
		return &d.streamCommit
	case KindStreamAbort:
		d.streamAbort.decode(c)
		return &d.streamAbort
	case KindBeginPrepare:
		d.beginPrepare.decode(c)
		return &d.beginPrepare
	case KindPrepare:
		d.prepare.decode(c)
		return &d.prepare
	case KindCommitPrepared:
		d.commitPrepared.decode(c)
		return &d.commitPrepared
	case KindRollbackPrepared:
		d.rollbackPrepared.decode(c)
		return &d.rollbackPrepared
	case KindStreamPrepare:
		d.streamPrepare.decode(c)
		return &d.streamPrepare
	}
	if c.err == nil {
		c.at--
	}
	c.fail(ErrUnknownKind)
	return nil
}
