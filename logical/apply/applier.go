package apply

import (
	"cmp"
	"context"
	"errors"
	"time"

	"copydb/catalog"
	"copydb/logical/frames"
	"copydb/logical/pgoutput"
)

// How much is taken together. A batch ends at the first commit behind one of these, or amid a transaction that alone is more.
const (
	batchBytes        = 4 << 20
	batchTransactions = 4000
	batchAge          = 200 * time.Millisecond
	// While the source sends what committed longer ago than behindAfter, an idle target waits for a batch of worthwhile size:
	// large batches cost it less than what it waits.
	behindAfter     = time.Second
	worthwhileBytes = 1 << 20
	worthwhileAge   = 50 * time.Millisecond
	// windowBytes bounds the batches that the target has not answered.
	windowBytes = 12 << 20
)

const (
	tick = 100 * time.Millisecond
	// durableEvery is how often a commit waits for the disk, and all before it with it.
	durableEvery = time.Second
	// noteEvery is how often a position is recorded that only keepalives brought.
	noteEvery = 5 * time.Second
)

// maxPrepared bounds the parameters of all prepared statements; beyond, all are made anew.
const maxPrepared = 100_000

// exactBatches is for how many batches a table's rows are written one by one after a batch of them failed.
const exactBatches = 20

// errReached: the end position.
var errReached = errors.New("reached")

// applier applies one feed. All but the reader's goroutine and the pump's is its own.
type applier struct {
	config  Config
	session *session
	looker  looker
	replica bool
	epoch   int32
	lane    lane
	team    *team // of a lane, else nil

	// The stream.
	decoder   pgoutput.Decoder
	types     map[uint32]catalog.Name
	relations relations
	begun     catalog.LSN // transactions that committed before it are applied
	txn       struct {
		open, skipped bool
		final         catalog.LSN
	}
	seen   catalog.LSN // all that committed before it has come
	behind bool        // the last transaction committed on the source long before it was sent

	// Transactions in progress on the source, and the one whose segment is open.
	running   map[pgoutput.XID]*running
	segment   *running
	early     bool // this applier is that of a running transaction
	impatient bool // locks are not waited for without end
	stop      context.CancelCauseFunc

	// The batch that is being collected, and the writing of it.
	batch *batch
	dirty []*table // with pending changes, in the order of the first
	space arena
	rows  []rowOf

	// The target.
	inFlight   []*batch
	flying     int         // bytes in flight
	large      bool        // a transaction is open there
	sent       catalog.LSN // where the progress row will be once all in flight is committed
	applied    catalog.LSN
	durable    catalog.LSN
	syncing    catalog.LSN // durable once all in flight is committed
	durableAt  time.Time
	notedAt    time.Time
	advance    *statement
	generation int // of prepared statements: those of an earlier one are gone
	prepared   int // parameters of the prepared statements
	statements int
	outdated   bool            // the session has some of an earlier one, or of another applier: what is sent next drops them
	spare      []*batch        // whose buffers are used again
	cooling    map[*table]bool // tables whose exact is not 0
}

// Run applies what the feed brings until the end position is reached, and returns nil then. The error is a *DriftError, a
// *DivergedError, an *Error, a *RunningError, ErrFenced, the cause of the context, or one of the feed or of the connection. After any of
// them, Run may be called again with a feed that begins at the recorded progress: it does so again where the changes ended.
// What several lanes have begun has to be brought together first, by [Follow].
func Run(ctx context.Context, config Config) error {
	c := crew{config: config, lanes: &Lanes{}}
	defer c.close(ctx)
	if err := c.open(ctx, Progress{}); err != nil {
		return cmp.Or(context.Cause(ctx), err)
	}
	if c.lead.lanes > 0 {
		return errApart
	}
	return c.apply(ctx, config.Feed, 0)
}

// work runs the applier to its end. The connection can be used again where it has come to one.
func (a *applier) work(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	keep := context.AfterFunc(ctx, a.session.interrupt)
	a.stop = cancel
	pump := startPump(ctx, a.config.Feed)
	err := a.run(ctx, pump)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	keep()
	cancel(errors.New("applying has ended"))
	pump.wait()
	a.awaitRunning()
	_, meet := errors.AsType[*togetherError](err)
	a.session.end(err == nil || meet)
	return err
}

// newApplierOn makes one that uses a connection for now.
func newApplierOn(conn *connection, looker *looker, config Config, lane lane) *applier {
	a := newApplier(config, lane)
	a.session, a.looker = newSession(conn.Conn), looker.share()
	a.replica, a.epoch = conn.replica, conn.epoch
	a.begun, a.seen, a.sent, a.applied = conn.lsn, conn.lsn, conn.lsn, conn.lsn
	a.durable, a.syncing = conn.durable, conn.durable
	a.durableAt, a.notedAt = time.Now(), time.Now()
	a.lane.spreads(conn.spread)
	a.outdated, conn.used = conn.used, true
	return a
}

func newApplier(config Config, lane lane) *applier {
	return &applier{
		config:     config,
		lane:       lane,
		types:      map[uint32]catalog.Name{},
		relations:  relations{},
		running:    map[pgoutput.XID]*running{},
		generation: 1,
		cooling:    map[*table]bool{},
		advance:    &statement{sql: advance, types: []uint32{oidLSN, oidLSN, oidInt4, oidInt4}},
	}
}

// run is the applier's one goroutine.
func (a *applier) run(ctx context.Context, pump *pump) error {
	a.batch = a.newBatch()
	ticks := time.NewTicker(tick)
	defer ticks.Stop()
	for {
		if err := a.next(ctx, pump, ticks.C); err != nil {
			return a.end(ctx, err)
		}
	}
}

// end is what is left to do once there is a reason to end.
func (a *applier) end(ctx context.Context, why error) error {
	var running *RunningError
	var drift *DriftError
	var together *togetherError
	switch {
	case errors.As(why, &together):
		return a.settle(ctx, why)
	case errors.Is(why, errReached):
		return errors.Join(a.dropAllRunning(ctx), a.settle(ctx, nil))
	case errors.As(why, &running):
		return why
	case errors.As(why, &drift):
		drift.LSN = a.txn.final
		return errors.Join(a.dropAllRunning(ctx), a.settle(ctx, drift))
	}
	return why
}

// next does the next thing: takes in a block, or an answer; and if nothing more is there, sends what there is.
func (a *applier) next(ctx context.Context, pump *pump, ticks <-chan time.Time) error {
	blocks := pump.blocks
	if a.config.paused() {
		blocks = nil
	}
	select {
	case block, open := <-blocks:
		if !open {
			return pump.err
		}
		if err := a.take(ctx, block); err != nil {
			return err
		}
		if len(pump.blocks) > 0 {
			return nil
		}
		return a.idle(ctx)
	case b, open := <-a.session.answered:
		if !open {
			return a.session.broken
		}
		if err := a.finish(ctx, b); err != nil || len(pump.blocks) > 0 {
			return err
		}
		return a.idle(ctx)
	case <-ticks:
		if err := a.reached(a.seen); err != nil {
			return err
		}
		return a.tick(ctx)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// take goes through a block. It goes back at once if no batch refers to it.
func (a *applier) take(ctx context.Context, b *frames.Block) error {
	block := hold(b)
	defer block.drop()
	for i := 0; i < len(b.Frames); i++ {
		if a.segment != nil {
			end, err := a.handOn(ctx, block, i)
			if err != nil || end == len(b.Frames) {
				return err
			}
			i = end
		}
		if err := a.frame(ctx, block, i); err != nil {
			return err
		}
	}
	return nil
}

// frame reads one frame.
func (a *applier) frame(ctx context.Context, block *heldBlock, at int) error {
	switch frame := &block.Frames[at]; frame.Kind {
	case frames.Message:
		return a.message(ctx, block, at)
	case frames.Keepalive:
		if a.txn.open {
			return nil
		}
		a.seen = max(a.seen, frame.LSN)
		return a.reached(a.seen)
	case frames.Session:
		return a.restart(ctx, frame.LSN)
	}
	return nil
}

// reached is errReached if nothing that has not come is to be applied.
func (a *applier) reached(lsn catalog.LSN) error {
	end := a.config.endPos()
	if !a.txn.open && (a.team != nil && a.team.ends(lsn) || a.team == nil && end != 0 && lsn >= end) {
		return errReached
	}
	return nil
}

// mayBegin is errReached if a transaction that commits at a position is behind the end.
func (a *applier) mayBegin(final catalog.LSN) error {
	if a.team == nil {
		return a.reached(final)
	}
	if !a.team.begins(final) {
		return errReached
	}
	return nil
}

// message reads one message of the stream.
func (a *applier) message(ctx context.Context, block *heldBlock, at int) error {
	frame := &block.Frames[at]
	message, err := a.decoder.Decode(frame.LSN, frame.Data)
	if err != nil {
		return err
	}
	switch m := message.(type) {
	case *pgoutput.Begin:
		return a.begin(ctx, block, at, m)
	case *pgoutput.Commit:
		return a.commit(ctx, block, at, m)
	case *pgoutput.Relation:
		return a.announce(ctx, m)
	case *pgoutput.Type:
		a.types[m.ID] = catalog.Name{Schema: m.Schema, Name: m.Name}
		return nil
	case *pgoutput.Insert, *pgoutput.Update, *pgoutput.Delete, *pgoutput.Truncate:
		return a.collect(ctx, block, at, message)
	case *pgoutput.Origin, *pgoutput.Logical:
		return nil
	case *pgoutput.StreamStart:
		return a.startSegment(ctx, m)
	case *pgoutput.StreamStop:
		a.segment = nil
		return nil
	case *pgoutput.StreamCommit:
		return a.commitRunning(ctx, block, at, m)
	case *pgoutput.StreamAbort:
		return a.abortRunning(ctx, m)
	default:
		return &pgoutput.Error{Kind: message.Kind(), LSN: frame.LSN, Err: ErrUnsupported}
	}
}

// begin opens a transaction of the source.
func (a *applier) begin(ctx context.Context, block *heldBlock, at int, m *pgoutput.Begin) error {
	if err := a.mayBegin(m.Final); err != nil {
		return err
	}
	if settled := a.config.Settled; a.txn.final < settled && settled <= m.Final && a.batch.closed.transactions > 0 {
		if err := a.cut(ctx, whole); err != nil { // a batch has either checks or none
			return err
		}
	}
	a.txn.open, a.txn.final, a.txn.skipped = true, m.Final, m.Final < a.begun
	if !a.txn.skipped {
		a.batch.add(block, at)
	}
	return nil
}

// commit ends a transaction of the source.
func (a *applier) commit(ctx context.Context, block *heldBlock, at int, m *pgoutput.Commit) error {
	a.txn.open = false
	a.seen = max(a.seen, m.End)
	if a.txn.skipped {
		return a.reached(a.seen)
	}
	a.behind = block.Frames[at].Sent.Time().Sub(m.Time.Time()) > behindAfter
	a.batch.add(block, at)
	a.batch.commit(m)
	if err := a.cutIfWorthwhile(ctx); err != nil {
		return err
	}
	return a.reached(a.seen)
}

// cutIfWorthwhile sends the batch that a transaction has ended, if there is enough of it.
func (a *applier) cutIfWorthwhile(ctx context.Context) error {
	if a.large {
		return a.cut(ctx, last)
	}
	b := a.batch
	if b.bytes >= batchBytes || b.open.transactions >= batchTransactions || len(a.inFlight) < 2 && time.Since(b.started) > batchAge {
		return a.cut(ctx, whole)
	}
	return nil
}
