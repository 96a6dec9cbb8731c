package logical

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"copydb/catalog"
	"copydb/logical/frames"
	"copydb/logical/pgoutput"
)

// StreamConfig says what to stream from where.
type StreamConfig struct {
	Source       catalog.Endpoint
	Server       catalog.Server // the source's
	Slot         string
	Publications []string
	// Start is where the stream begins: all that committed before it is durable here, or on the target. A slot that has
	// let go of more is refused with a *HoleError.
	Start catalog.LSN
	// SystemID is the system identifier of the source's cluster, "" if that is not known.
	SystemID string
	// Timeline is that of the source when Start was reached, 0 if that is not known.
	Timeline int32
	Binary   bool // values in their binary form, where the server can
	Segments bool // transactions are streamed while they run, where the server can
	Messages bool // what pg_logical_emit_message writes comes too, where the server can
	// Memory is how much of transactions in progress the source may hold, in bytes, before it streams the largest of them; it is
	// not more than the server's own setting, which 0 leaves.
	Memory int64
	// Budget bounds the bytes that were received and have not been released; 0: 32 MB. The largest message may exceed it.
	Budget int64
	// Tell is told what happens to the connection: it was lost and why, it waits for the slot. nil: nobody.
	Tell func(StreamEvent)
}

// StreamEvent tells what happened to the connection.
type StreamEvent struct {
	Err   error         // why the session ended, or could not begin
	Pause time.Duration // until the next try
}

// StreamStats is what a stream has done so far.
type StreamStats struct {
	Received   catalog.LSN // the last position that came
	Position   catalog.LSN // all that committed before it has come, whole
	Flushed    catalog.LSN // acknowledged as durable here
	Applied    catalog.LSN // acknowledged as durable on the target
	Bytes      int64       // of messages, since the stream was opened
	Messages   int64
	Begun      int64     // transactions that have come since the stream was opened, the one included that is coming
	ServerTime time.Time // the server's clock in the last message, zero before one has come
	Sessions   int64     // begun so far
	Connected  bool
	Timeline   int32 // of the source
}

// Stream is the replication connection. It receives on its own, as far as its budget goes, and reconnects when the
// connection is lost; it reports and answers keepalives whatever its reader does. It is a frames.Feed.
type Stream struct {
	config StreamConfig
	pool   *frames.Pool
	system systemIdentity // of the first session: later ones have to match
	cancel context.CancelCauseFunc
	done   chan struct{} // closed when the receiving goroutine has ended

	feedback feedback
	gauges   gauges

	// The receiving goroutine's.
	tracker frames.Tracker
	pause   time.Duration // before the next try to connect

	mutex  sync.Mutex
	queue  []*frames.Block // received, not yet handed out; the last one is still added to
	used   int             // of the last one's buffer
	fatal  error           // why nothing more comes
	arrive chan struct{}   // of one place: something was put into the queue, or fatal was set
}

// gauges are written by the receiving goroutine and read by anybody.
type gauges struct {
	received, position     atomic.Uint64
	bytes, messages        atomic.Int64
	begun                  atomic.Int64
	serverMicros, sessions atomic.Int64
	connected              atomic.Bool
	timeline               atomic.Int32
}

var errStreamClosed = errors.New("the stream was closed")

// OpenStream begins to stream, and returns once the first session has begun. The caller closes the stream.
//
// What stops it for good is a *HoleError, a *SlotError, a *SourceChangedError, or what the server refused.
func OpenStream(ctx context.Context, config StreamConfig) (*Stream, error) {
	if config.Start == 0 {
		return nil, errors.New("BUG: a stream has to start somewhere")
	}
	if config.Tell == nil {
		config.Tell = func(StreamEvent) {}
	}
	s := &Stream{
		config: config,
		pool:   frames.NewPool(config.Budget),
		done:   make(chan struct{}),
		arrive: make(chan struct{}, 1),
	}
	s.tracker.Position = config.Start
	s.pause = firstPause
	s.feedback.begin(config.Start)
	s.system = systemIdentity{config.SystemID, config.Timeline}
	first, err := s.connectFirst(ctx)
	if err != nil {
		return nil, err
	}
	running, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	s.cancel = cancel
	go s.run(running, first)
	return s, nil
}

// Next returns what has come. Its errors are final.
func (s *Stream) Next(ctx context.Context) (*frames.Block, error) {
	for {
		if block, err := s.pop(); block != nil || err != nil {
			return block, err
		}
		select {
		case <-s.arrive:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

func (s *Stream) pop() (*frames.Block, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if len(s.queue) == 0 {
		return nil, s.fatal
	}
	block := s.queue[0]
	s.queue = append(s.queue[:0], s.queue[1:]...)
	return block, nil
}

// Ready says whether Next would return at once.
func (s *Stream) Ready() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return len(s.queue) > 0 || s.fatal != nil
}

func (s *Stream) announce() {
	select {
	case s.arrive <- struct{}{}:
	default:
	}
}

// Acknowledge reports to the source how far things are: all that committed before flushed is durable here, and before
// applied on the target. The source lets go of what was flushed. Neither is ever lowered, so that either may be 0 where
// the caller does not know it.
func (s *Stream) Acknowledge(flushed, applied catalog.LSN) { s.feedback.acknowledge(flushed, applied) }

// Stats returns what the stream has done so far. It is cheap.
func (s *Stream) Stats() StreamStats {
	stats := StreamStats{
		Received:  catalog.LSN(s.gauges.received.Load()),
		Position:  catalog.LSN(s.gauges.position.Load()),
		Flushed:   s.feedback.flushedLSN(),
		Applied:   s.feedback.appliedLSN(),
		Bytes:     s.gauges.bytes.Load(),
		Messages:  s.gauges.messages.Load(),
		Begun:     s.gauges.begun.Load(),
		Sessions:  s.gauges.sessions.Load(),
		Connected: s.gauges.connected.Load(),
		Timeline:  s.gauges.timeline.Load(),
	}
	if micros := s.gauges.serverMicros.Load(); micros != 0 {
		stats.ServerTime = pgoutput.Micros(micros).Time()
	}
	return stats
}

// Close ends the session with a last report, and waits for all that the stream has started. Blocks that are out stay good.
func (s *Stream) Close() {
	s.cancel(errStreamClosed)
	<-s.done
}

// fail ends the stream for its reader, behind what has come.
func (s *Stream) fail(err error) {
	s.mutex.Lock()
	s.fatal = err
	s.mutex.Unlock()
	s.announce()
}

// run receives, session after session, until the stream is closed or cannot go on.
func (s *Stream) run(ctx context.Context, session *session) {
	defer close(s.done)
	for {
		from, begun := s.tracker.Position, time.Now()
		err := s.receive(ctx, session)
		if s.tracker.Position > from || time.Since(begun) > longestPause {
			s.pause = firstPause
		}
		if ctx.Err() != nil {
			s.fail(context.Cause(ctx))
			return
		}
		if !isLost(err) {
			s.fail(fmt.Errorf("streaming from slot %s: %w", s.config.Slot, err))
			return
		}
		if session, err = s.reconnect(ctx, session.pid, err); err != nil {
			s.fail(err)
			return
		}
	}
}

// connectFirst opens the first session. The walsender of a process that was killed may hold the slot until it notices.
func (s *Stream) connectFirst(ctx context.Context) (*session, error) {
	const patience = time.Minute
	begun := time.Now()
	for {
		first, err := s.connect(ctx)
		var busy *SlotBusyError
		if !errors.As(err, &busy) || time.Since(begun) > patience {
			return first, err
		}
		s.config.Tell(StreamEvent{Err: err, Pause: firstPause})
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(firstPause):
		}
	}
}

// The pauses between tries to connect: the first, and the longest. They grow over sessions too of which nothing has come: who ends
// each one at once shall not be asked without end for another.
const (
	firstPause   = 100 * time.Millisecond
	longestPause = 10 * time.Second
)

// reconnect tries until there is a session, however long that takes, unless it cannot be any more. The walsender of the
// lost session may still hold the slot; nobody else but we would end it.
func (s *Stream) reconnect(ctx context.Context, lost uint32, cause error) (*session, error) {
	err := cause
	for {
		s.config.Tell(StreamEvent{Err: err, Pause: s.pause})
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(s.pause):
		}
		s.pause = min(2*s.pause, longestPause)
		var next *session
		if next, err = s.connect(ctx); err == nil {
			return next, nil
		}
		var busy *SlotBusyError
		switch {
		case errors.As(err, &busy):
			if busy.PID == lost {
				s.endOrphan(ctx, lost)
			}
		case !isLost(err):
			return nil, err
		}
	}
}

// endOrphan ends the walsender of a session that we lost. Where that fails, the next try will tell.
func (s *Stream) endOrphan(ctx context.Context, pid uint32) {
	conn, err := s.config.Source.Connect(ctx, "stream orphan")
	if err != nil {
		return
	}
	defer conn.Close(context.WithoutCancel(ctx))
	_, _ = conn.Exec(ctx, `select pg_catalog.pg_terminate_backend(active_pid)
		from pg_catalog.pg_replication_slots where slot_name = $1 and active_pid = $2`, s.config.Slot, int32(pid))
}
