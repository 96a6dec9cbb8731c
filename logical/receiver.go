package logical

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"copydb/catalog"
	"copydb/logical/frames"
	"copydb/logical/pgoutput"
)

// The kinds of message that travel on a replication connection, and within CopyData.
const (
	kindQuery           = 'Q'
	kindCopyBoth        = 'W'
	kindCopyData        = 'd'
	kindCopyDone        = 'c'
	kindCommandComplete = 'C'
	kindError           = 'E'
	kindNotice          = 'N'
	kindParameterStatus = 'S'
	kindTerminate       = 'X'

	kindWAL       = 'w'
	kindKeepalive = 'k'
	kindStatus    = 'r'
)

// Sizes on the wire.
const (
	lengthSize     = 4
	copyHeaderSize = 1 + lengthSize           // of every message: its kind, and its length, which counts itself
	walHeaderSize  = copyHeaderSize + 1 + 3*8 // kind, where it starts, the server's end of WAL, the server's clock
	keepaliveSize  = copyHeaderSize + 1 + 2*8 + 1
	maxMessage     = frames.MaxData + walHeaderSize
)

// silence is after how long without a word a session is looked after: it has been asked for one several times by then.
const silence = 4 * longestReport

// receiver reads a session's messages into the stream's queue.
type receiver struct {
	stream  *Stream
	session *session
	buffer  []byte // what was read, of which the messages up to filled have not been taken
	filled  int
}

// receive runs one session until it ends, for whatever reason.
func (s *Stream) receive(ctx context.Context, session *session) error {
	reports := make(chan struct{})
	reporting, stop := context.WithCancel(ctx)
	go func() {
		defer close(reports)
		session.sendReports(reporting, &s.feedback)
	}()
	interrupt := context.AfterFunc(ctx, func() { session.transport.SetReadDeadline(time.Unix(1, 0)) })
	s.gauges.connected.Store(true)

	r := receiver{stream: s, session: session, buffer: make([]byte, frames.BlockBytes)}
	err := s.put(ctx, frames.Frame{Kind: frames.Session, LSN: s.tracker.Position})
	for err == nil {
		err = r.step(ctx)
	}

	s.gauges.connected.Store(false)
	interrupt()
	stop()
	<-reports
	if ctx.Err() != nil {
		var last [statusSize]byte
		s.feedback.status(&last, time.Now(), false)
		session.end(last[:])
	}
	session.close()
	return err
}

// step reads once, and puts into the queue all messages that are whole by then.
func (r *receiver) step(ctx context.Context) error {
	n, err := r.read(ctx, r.buffer[r.filled:])
	r.filled += n
	if err != nil {
		return err
	}
	taken, err := r.takeWhole(ctx)
	if err != nil {
		return err
	}
	r.filled = copy(r.buffer, r.buffer[taken:r.filled])
	if r.filled >= copyHeaderSize {
		if size, err := messageSize(r.buffer); err != nil || size > len(r.buffer) {
			return errors.Join(err, r.takeLarge(ctx, size))
		}
	}
	return nil
}

// read reads once. When nothing has come for long, it looks whether the session is still there.
func (r *receiver) read(ctx context.Context, into []byte) (int, error) {
	for {
		r.session.transport.SetReadDeadline(time.Now().Add(silence))
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		n, err := r.session.transport.Read(into)
		if n == 0 && errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() == nil && r.stream.isAlive(ctx, r.session.pid) {
			continue
		}
		if n > 0 {
			return n, nil // an error comes again
		}
		if errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() == nil {
			err = errSilent
		}
		return 0, err
	}
}

// isAlive asks the source by another session whether a walsender is still there. A long decoding keeps one from answering.
func (s *Stream) isAlive(ctx context.Context, pid uint32) bool {
	ctx, cancel := context.WithTimeout(ctx, longestReport)
	defer cancel()
	conn, err := s.config.Source.Connect(ctx, "stream check")
	if err != nil {
		return false
	}
	defer conn.Close(context.WithoutCancel(ctx))
	slot, err := catalog.ReadSlot(ctx, conn, s.config.Server, s.config.Slot)
	return err == nil && slot != nil && slot.ActivePID == int32(pid)
}

// messageSize is the size of the message that begins b, its header included.
func messageSize(b []byte) (int, error) {
	size := int(binary.BigEndian.Uint32(b[1:])) + 1
	if size < copyHeaderSize || size > maxMessage {
		return 0, &protocolError{b[0], fmt.Sprintf("its length is %d", size-1)}
	}
	return size, nil
}

// takeWhole takes the whole messages from the front of the buffer, and returns where they end.
func (r *receiver) takeWhole(ctx context.Context) (int, error) {
	at := 0
	for at < r.filled {
		run, err := wholeMessages(r.buffer[at:r.filled])
		if err != nil {
			return 0, err
		}
		if run > 0 {
			if err := r.stream.putAll(ctx, r.buffer[at:at+run], r); err != nil {
				return 0, err
			}
			at += run
			continue
		}
		if r.filled-at < copyHeaderSize {
			return at, nil
		}
		size, err := messageSize(r.buffer[at:])
		if err != nil || size > r.filled-at {
			return at, err
		}
		if err := r.other(r.buffer[at : at+size]); err != nil {
			return 0, err
		}
		at += size
	}
	return at, nil
}

// wholeMessages returns how many bytes at the front of b are whole CopyData messages.
func wholeMessages(b []byte) (int, error) {
	at := 0
	for len(b)-at >= copyHeaderSize && b[at] == kindCopyData {
		size, err := messageSize(b[at:])
		if err != nil {
			return 0, err
		}
		if size > len(b)-at {
			break
		}
		at += size
	}
	return at, nil
}

// other takes a message that is not CopyData.
func (r *receiver) other(message []byte) error {
	switch message[0] {
	case kindNotice, kindParameterStatus:
		return nil
	case kindError:
		return decodeError(message[copyHeaderSize:])
	case kindCopyDone, kindCommandComplete:
		return errEnded
	}
	return &protocolError{message[0], "it has no place in the stream"}
}

// takeLarge takes a message that does not fit into the buffer, which has its beginning, into a block of its own.
func (r *receiver) takeLarge(ctx context.Context, size int) error {
	if size == 0 || r.buffer[0] != kindCopyData {
		return &protocolError{r.buffer[0], fmt.Sprintf("it is too long: %d bytes", size)}
	}
	block, err := r.stream.pool.Take(ctx, size)
	if err != nil {
		return err
	}
	at := copy(block.Buffer, r.buffer[:r.filled])
	for r.filled = 0; at < size; {
		n, err := r.read(ctx, block.Buffer[at:size])
		if err != nil {
			block.Release()
			return err
		}
		at += n
	}
	return r.stream.add(block, block.Buffer[:size], r)
}

// frameOf reads a whole CopyData message. Data is a part of it.
func (r *receiver) frameOf(message []byte) (frames.Frame, error) {
	if len(message) > copyHeaderSize {
		switch kind := message[copyHeaderSize]; {
		case kind == kindWAL && len(message) >= walHeaderSize:
			return frames.Frame{
				Kind: frames.Message,
				LSN:  catalog.LSN(binary.BigEndian.Uint64(message[6:])),
				Sent: pgoutput.Micros(binary.BigEndian.Uint64(message[22:])),
				Data: message[walHeaderSize:len(message):len(message)],
			}, nil
		case kind == kindKeepalive && len(message) >= keepaliveSize:
			if message[22] != 0 {
				r.stream.feedback.ask()
			}
			return frames.Frame{
				Kind: frames.Keepalive,
				LSN:  catalog.LSN(binary.BigEndian.Uint64(message[6:])),
				Sent: pgoutput.Micros(binary.BigEndian.Uint64(message[14:])),
			}, nil
		}
	}
	return frames.Frame{}, &protocolError{kindCopyData, fmt.Sprintf("it is neither WAL nor a keepalive: %.40x", message[copyHeaderSize:])}
}

// sendReports sends reports until the context ends or one cannot be sent, which the reader then notices.
func (session *session) sendReports(ctx context.Context, feedback *feedback) {
	const patience = 30 * time.Second // for the server to take a few bytes
	const gap = 20 * time.Millisecond
	ticker := time.NewTicker(session.report)
	defer ticker.Stop()
	for {
		probe := false
		select {
		case <-ctx.Done():
			return
		case <-feedback.news:
		case <-ticker.C:
			probe = true
		}
		var message [statusSize]byte
		feedback.status(&message, time.Now(), probe)
		session.transport.SetWriteDeadline(time.Now().Add(patience))
		if _, err := session.transport.Write(message[:]); err != nil {
			session.transport.SetReadDeadline(time.Unix(1, 0))
			session.transport.Close()
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(gap): // many acknowledgements make one report
		}
	}
}

func readFull(from net.Conn, into []byte) error {
	_, err := io.ReadFull(from, into)
	return err
}
