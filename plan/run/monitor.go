package run

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/logical"
	"copydb/logical/apply"
	"copydb/plan/drift"
	"copydb/plan/journal"
)

// How often a run that follows reads what is wanted of it and tells how far it is, how often it asks the source how far
// that is, and how often it looks for definitions that have changed.
const (
	monitorEvery = time.Second
	sourceEvery  = 5 * time.Second
	driftEvery   = 30 * time.Second
)

// monitor is what people see of a run that follows, and by which they steer it: it carries the sentinel and the status
// between the target's journal and the run. It also looks out for definitions that have changed on the source.
type monitor struct {
	run         *run
	server      catalog.Server // the source's
	slot        string
	definitions drift.Definitions
	changes     *changes
	source      *pgx.Conn                 // nil while it cannot be had
	told        map[drift.Difference]bool // once

	telling sync.Mutex // held by who uses target
	target  *pgx.Conn

	mu       sync.Mutex
	sentinel logical.Sentinel
	status   logical.Status
	marks    []mark      // of the last minute, for the rate
	drifted  func(error) // ends what is applied now
	clock    time.Time   // the source's, in what it said last
	heard    time.Time   // when it said that
	even     time.Time   // when nothing waited, as far as anybody knew
	reached  catalog.LSN // the last end position before which everything is applied, and durable on the target
}

// mark is what was applied at a moment.
type mark struct {
	at  time.Time
	lsn catalog.LSN
}

// startMonitor opens the monitor's session on the target, and reads the sentinel.
func (r *run) startMonitor(ctx context.Context, changes *changes) (*monitor, error) {
	m := &monitor{run: r, server: r.facts.Server, slot: r.journal.Follow.Slot, definitions: r.definitions(), changes: changes,
		told: map[drift.Difference]bool{}, heard: time.Now(), even: time.Now()}
	var err error
	if m.target, err = r.Target.Connect(ctx, "status"); err != nil {
		return nil, err
	}
	if m.sentinel, err = logical.ReadSentinel(ctx, m.target); err != nil {
		return nil, errors.Join(err, m.close(ctx))
	}
	before, err := logical.ReadStatus(ctx, m.target)
	if err != nil {
		return nil, errors.Join(err, m.close(ctx))
	}
	m.status.Committed, m.status.AppliedTransactions, m.status.AppliedChanges = before.Committed, before.AppliedTransactions, before.AppliedChanges
	return m, nil
}

// close ends the monitor's sessions.
func (m *monitor) close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	for _, conn := range []*pgx.Conn{m.source, m.target} {
		if conn != nil {
			part(ctx, conn)
		}
	}
	return nil
}

// work works until the context ends. A target that does not answer is somebody else's to notice: what is asked of it is
// asked again a second later.
func (m *monitor) work(ctx context.Context) error {
	tick := time.NewTicker(monitorEvery)
	defer tick.Stop()
	every := cmp.Or(m.run.LookEvery, driftEvery)
	var asked, looked time.Time
	for {
		if now := time.Now(); now.Sub(asked) >= sourceEvery {
			if err := m.askSource(ctx); err != nil {
				return err
			}
			asked = now
		}
		if now := time.Now(); now.Sub(looked) >= every {
			m.lookForDrift(ctx)
			looked = now
		}
		if err := m.tell(ctx); err != nil && ctx.Err() == nil {
			m.reconnect(ctx)
		}
		if err := m.changes.trim(ctx); err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		}
	}
}

// reconnect opens the target's session anew, if it can be had.
func (m *monitor) reconnect(ctx context.Context) {
	m.telling.Lock()
	defer m.telling.Unlock()
	if !m.target.IsClosed() {
		return
	}
	if conn, err := m.run.Target.Connect(ctx, "status"); err == nil {
		m.target = conn
	}
}

// tell writes the status, reads the sentinel, and tells subscribers.
func (m *monitor) tell(ctx context.Context) error {
	m.telling.Lock()
	defer m.telling.Unlock()
	status := m.now()
	if err := logical.WriteStatus(ctx, m.target, status); err != nil {
		return err
	}
	sentinel, err := logical.ReadSentinel(ctx, m.target)
	if err != nil {
		return err
	}
	m.mu.Lock()
	m.sentinel = sentinel
	m.mu.Unlock()
	m.run.emit(Followed{Status: status})
	return nil
}

// tellLast tells how it ended, by another session if the one that is there is lost, perhaps as the monitor's work ended.
func (m *monitor) tellLast(ctx context.Context) error {
	if err := m.tell(ctx); err == nil {
		return nil
	}
	m.reconnect(ctx)
	return m.tell(ctx)
}

// now puts the status together.
func (m *monitor) now() logical.Status {
	m.mu.Lock()
	defer m.mu.Unlock()
	var last logical.StreamStats
	last, m.status.FlushLSN = m.changes.heard()
	m.status.WriteLSN = last.Received
	m.status.SpoolBytes, m.status.SpoolFull = m.changes.room()
	m.status.Transactions = m.changes.waiting()
	m.status.FlushLSN, m.status.ReplayLSN = max(m.status.FlushLSN, m.reached), max(m.status.ReplayLSN, m.reached)
	m.status.SourceLSN = max(m.status.SourceLSN, m.status.WriteLSN)
	m.status.Paused = !m.sentinel.Apply
	m.status.Rate = m.rate()
	m.status.Behind = m.behind(last, time.Now())
	return m.status
}

// behind returns how old the last transaction is that is applied, while others wait, by the source's clock. Where none is known to
// wait since none can be received, it is for how long that has been so. m.mu is held.
func (m *monitor) behind(last logical.StreamStats, now time.Time) time.Duration {
	if !last.ServerTime.Equal(m.clock) {
		m.clock, m.heard = last.ServerTime, now
	}
	atEnd := m.status.Stage == string(journal.StageEnd) || m.status.Stage == string(journal.StageDone)
	switch {
	case m.status.Committed != nil && m.status.Transactions > 0:
		return max(0, m.clock.Add(now.Sub(m.heard)).Sub(*m.status.Committed))
	case atEnd, m.status.Transactions == 0 && !m.status.SpoolFull && last.Connected:
		m.even = now
	}
	return now.Sub(m.even)
}

// rate returns how many bytes of WAL were applied a second, in the last minute, if changes have not been paused since. m.mu is held.
func (m *monitor) rate() float64 {
	const window = time.Minute
	if m.status.Paused {
		m.marks = nil
		return 0
	}
	now := mark{at: time.Now(), lsn: m.status.ReplayLSN}
	for len(m.marks) > 0 && now.at.Sub(m.marks[0].at) > window {
		m.marks = m.marks[1:]
	}
	if now.lsn != 0 {
		m.marks = append(m.marks, now)
	}
	if len(m.marks) < 2 {
		return 0
	}
	first := m.marks[0]
	return float64(now.lsn-first.lsn) / now.at.Sub(first.at).Seconds()
}

// enter notes the stage.
func (m *monitor) enter(at journal.Stage) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.status.Stage = string(at)
}

// endPos returns the end position that is wanted, 0 where there is none yet.
func (m *monitor) endPos() catalog.LSN {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sentinel.EndPos
}

// startPos returns the position below which transactions are taken to be there.
func (m *monitor) startPos() catalog.LSN {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sentinel.StartPos
}

// paused says whether changes shall wait.
func (m *monitor) paused() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return !m.sentinel.Apply
}

// applying notes that changes are applied from a position on, and how that is ended; nil where they are not.
func (m *monitor) applying(from catalog.LSN, stop func(error)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drifted = stop
	m.status.ReplayLSN = max(m.status.ReplayLSN, from)
}

// reach notes that the end position is reached.
func (m *monitor) reach(end catalog.LSN) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reached = end
}

// applied notes what was applied.
func (m *monitor) applied(event apply.Event) {
	m.changes.took(event.Transactions)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.status.ReplayLSN = max(m.status.ReplayLSN, event.Applied)
	if !event.Committed.IsZero() {
		m.status.Committed = &event.Committed
	}
	m.status.AppliedTransactions += int64(event.Transactions)
	m.status.AppliedChanges += int64(event.Changes)
}

// replayed is the position up to which everything is applied.
func (m *monitor) replayed() catalog.LSN {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.status.ReplayLSN
}

// askSource asks how far the source is, and what it keeps for us. A source that does not answer is the stream's to notice; but no stream
// is read while changes wait on the source, so that it is an error here if it has given them up.
func (m *monitor) askSource(ctx context.Context) error {
	if m.source == nil || m.source.IsClosed() {
		conn, err := m.run.Source.Connect(ctx, "status")
		if err != nil {
			return nil
		}
		m.source = conn
	}
	var lsn catalog.LSN
	if err := m.source.QueryRow(ctx, "select pg_catalog.pg_current_wal_flush_lsn()::text").Scan(&lsn); err != nil {
		return nil
	}
	slot, err := catalog.ReadSlot(ctx, m.source, m.server, m.slot)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.status.SourceLSN = lsn
	if err == nil && slot != nil {
		m.status.RetainedBytes, m.status.WALStatus = slot.Retained, slot.WALStatus
	}
	if err == nil && slot != nil && slot.Lost() && m.changes.spool == nil {
		return lostSlot(slot)
	}
	return nil
}
