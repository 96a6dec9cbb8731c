package copyproto

import (
	"context"
	"encoding/binary"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog"
)

// The pipe's memory.
const (
	bufferCount = 3
	payloadSize = 512 << 10
	// bufferSize leaves room for a frame's header, and for the message that ends the copy.
	bufferSize = headerSize + payloadSize + headerSize
	// leastRead is the room in a buffer below which it is sent rather than filled further, since small reads are dear.
	leastRead = 64 << 10
	// listenSize is enough for what a target says during a COPY.
	listenSize = 4 << 10
)

// Progress is told after each write to the target how many bytes of rows it held. It must be quick.
type Progress func(bytes int)

// Result is what a copy did.
type Result struct {
	Rows  int64 // as both servers count them
	Bytes int64 // of rows, without the protocol's frames
	// Took is the time until the target was done, from the beginning or from the end of the table before.
	Took time.Duration
	// Notices are what the two servers remarked, up to a hundred each.
	Notices []*pgconn.Notice
}

// Pipe runs copyOut, a COPY … TO STDOUT, on the source and copyIn, a COPY … FROM STDIN, on the target and passes the rows
// from one to the other without looking at them. Both statements must agree on columns and format, both sessions on
// client_encoding and, for the text format, on all that shapes values. progress may be nil.
//
// Both connections must be idle, and belong to Pipe until it returns. It begins and ends no transaction.
//
// When a server reports an error, or the two counts of rows differ, both connections are usable afterwards, their
// transactions as the servers say. So they are when ctx ends, which cancels both statements, if the servers answer within
// seconds. Otherwise, and after a network failure, the connection concerned is closed.
//
// The error is the first cause: *[Error] for a failure of one side, *[CountMismatchError], or [context.Cause] of ctx.
func Pipe(ctx context.Context, source, target *pgconn.PgConn, copyOut, copyIn string, progress Progress) (Result, error) {
	p := newPipe(source, target, 1, progress)
	if err := p.run(ctx, copyOut, copyIn, p.read); err != nil {
		return Result{}, err
	}
	result := p.results()[0]
	result.Bytes, result.Notices = p.size, append(p.source.notices, p.target.notices...)
	return result, nil
}

// firstCause returns why ctx ended if it did, else err.
func firstCause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// frame is a buffer on its way to the target.
type frame struct {
	bytes   []byte
	payload int
}

// pipe is one copy under way. Three goroutines work on it: read fills buffers from the source, write sends them to the
// target, listen hears what the target says.
type pipe struct {
	source, target *wire
	progress       Progress

	free chan []byte // holds every buffer that neither read nor write has
	full chan frame  // closed by read after the last frame, or when aborting
	size int64       // the reader's: bytes of payload

	begun time.Time

	heard    chan struct{} // closed when the target has said its last
	abortOne sync.Once
	aborting chan struct{} // closed when the copy is lost
	cause    error         // why; set before aborting is closed
	cancels  sync.WaitGroup
}

// newPipe prepares a pipe for a query of a number of COPYs on each side.
func newPipe(source, target *pgconn.PgConn, count int, progress Progress) *pipe {
	p := &pipe{
		begun:    time.Now(),
		progress: progress,
		free:     make(chan []byte, bufferCount),
		full:     make(chan frame, bufferCount),
		heard:    make(chan struct{}),
		aborting: make(chan struct{}),
	}
	p.source = newWire(catalog.Source, source, kindCopyOut, count, p.abort)
	p.target = newWire(catalog.Target, target, kindCopyIn, count, p.abort)
	for range bufferCount {
		p.free <- nil
	}
	return p
}

// run carries the copy out, with a function that reads what the source sends and passes it on, and says how it ended. It
// returns when every goroutine has ended, and every cancel request.
func (p *pipe) run(ctx context.Context, copyOut, copyIn string, read func(copyOut string)) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	for _, w := range []*wire{p.source, p.target} {
		if err := w.claim(ctx); err != nil {
			return firstCause(ctx, err)
		}
	}
	watched := make(chan struct{})
	unwatch := context.AfterFunc(ctx, func() {
		defer close(watched)
		p.abort(context.Cause(ctx))
	})
	var workers sync.WaitGroup
	workers.Go(func() { p.listen() })
	workers.Go(func() { p.write(copyIn) })
	read(copyOut)
	workers.Wait()
	if !unwatch() {
		<-watched
	}
	p.cancels.Wait()
	p.source.release()
	p.target.release()
	return p.outcome()
}

// abort ends the copy for the first cause given and makes both sides wind down. It does not wait for that.
func (p *pipe) abort(cause error) {
	p.abortOne.Do(func() {
		p.cause = cause
		close(p.aborting)
		for _, w := range []*wire{p.source, p.target} {
			w.transport.SetDeadline(time.Now().Add(windDown))
			if !isClosed(w.ended) {
				w.cancelled = true
				p.cancels.Go(w.stop)
			}
		}
	})
}

// read runs the statement on the source and turns what it sends into frames, until the source is ready for the next.
// Once the copy is lost, it drops what still comes.
func (p *pipe) read(copyOut string) {
	defer close(p.full)
	sendErr := p.source.query(copyOut)
	buffer, used := p.buffer(), headerSize
	for !p.source.over() {
		n := p.source.read(buffer[used : headerSize+payloadSize])
		p.size += int64(n)
		used += n
		switch {
		case isClosed(p.aborting):
			used = headerSize
		case headerSize+payloadSize-used < leastRead:
			p.full <- seal(buffer, used)
			buffer, used = p.buffer(), headerSize
		}
	}
	if sendErr != nil {
		p.abort(&Error{catalog.Source, sendErr})
	}
	if !isClosed(p.aborting) {
		p.full <- sealLast(buffer, used)
	}
}

// buffer returns one to fill. Buffers are made when first needed, for many tables are small. When the copy is lost, what
// is read into it is dropped, and the writer may hold all others.
func (p *pipe) buffer() []byte {
	select {
	case b := <-p.free:
		if b != nil {
			return b
		}
	case <-p.aborting:
	}
	return make([]byte, bufferSize)
}

// seal makes a CopyData message of the buffer's payload, which ends at used.
func seal(buffer []byte, used int) frame {
	buffer[0] = kindCopyData
	binary.BigEndian.PutUint32(buffer[1:], uint32(used-1))
	return frame{bytes: buffer[:used], payload: used - headerSize}
}

// sealLast does so too, and appends the message that ends the copy.
func sealLast(buffer []byte, used int) frame {
	if used == headerSize {
		return frame{bytes: append(buffer[:0], copyDone[:]...)}
	}
	last := seal(buffer, used)
	last.bytes = append(last.bytes, copyDone[:]...)
	return last
}

// write runs the statement on the target and sends it the frames.
func (p *pipe) write(copyIn string) {
	err := p.target.query(copyIn)
	if err == nil {
		err = p.forward()
	}
	if err != nil {
		<-p.heard // the target's own reason says more than a failed write
		p.abort(&Error{catalog.Target, err})
	}
}

// forward sends frames until the last, or tells the target that the copy is lost.
func (p *pipe) forward() error {
	select {
	case <-p.target.started:
	case <-p.aborting:
	}
	for {
		select {
		case <-p.aborting:
			return p.giveUp()
		case f, more := <-p.full:
			if !more && isClosed(p.aborting) {
				return p.giveUp()
			}
			if !more {
				return nil
			}
			if err := p.target.send(f.bytes); err != nil {
				return err
			}
			if p.progress != nil {
				p.progress(f.payload)
			}
			p.free <- f.bytes[:bufferSize]
		}
	}
}

// giveUp fails the target's statement. A target that has ended it already ignores the message.
func (p *pipe) giveUp() error {
	return p.target.sendMessage(kindCopyFail, "the copy was given up")
}

// listen hears the target out.
func (p *pipe) listen() {
	defer close(p.heard)
	b := make([]byte, listenSize)
	for !p.target.over() {
		p.target.read(b)
	}
}

// outcome says whether the copy was lost, and why.
func (p *pipe) outcome() error {
	if p.cause != nil {
		return p.cause
	}
	for i, source := range p.source.completed {
		if target := p.target.completed[i]; source.rows != target.rows {
			return &CountMismatchError{Source: source.rows, Target: target.rows}
		}
	}
	return nil
}

// results says what each COPY did, but for how much it moved.
func (p *pipe) results() []Result {
	results := make([]Result, len(p.target.completed))
	last := p.begun
	for i, target := range p.target.completed {
		results[i] = Result{Rows: target.rows, Took: target.at.Sub(last)}
		last = target.at
	}
	return results
}
