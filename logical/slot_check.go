package logical

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pglogrepl"
	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog"
)

// systemIdentity is whom the stream comes from.
type systemIdentity struct {
	id       string
	timeline int32
}

// check compares the server with the one that was known before. A later timeline is one of a promoted standby: it is the
// same server to us if it was promoted behind all that we have.
func (i *systemIdentity) check(ctx context.Context, conn *pgconn.PgConn, position catalog.LSN) error {
	now, err := pglogrepl.IdentifySystem(ctx, conn)
	if err != nil {
		return fmt.Errorf("identifying the source: %w", err)
	}
	if i.id != "" && i.id != now.SystemID {
		return &SourceChangedError{fmt.Sprintf("its system identifier is %s, not %s", now.SystemID, i.id)}
	}
	if i.timeline != 0 && i.timeline != now.Timeline {
		if err := checkTimeline(ctx, conn, i.timeline, now.Timeline, position); err != nil {
			return err
		}
	}
	i.id, i.timeline = now.SystemID, now.Timeline
	return nil
}

// checkTimeline looks up where a timeline branched off the one that we come from.
func checkTimeline(ctx context.Context, conn *pgconn.PgConn, old, timeline int32, position catalog.LSN) error {
	history, err := pglogrepl.TimelineHistory(ctx, conn, timeline)
	if err != nil {
		return fmt.Errorf("reading the history of timeline %d: %w", timeline, err)
	}
	left, found := branchPoint(string(history.Content), old)
	switch {
	case !found:
		return &SourceChangedError{fmt.Sprintf("its timeline %d does not come from timeline %d", timeline, old)}
	case position > left:
		return &SourceChangedError{fmt.Sprintf("it was promoted at %s, before the changes up to %s that we have", left, position)}
	}
	return nil
}

// branchPoint finds in a history file where a timeline was left: lines of timeline, LSN and reason (timeline.c).
func branchPoint(history string, timeline int32) (catalog.LSN, bool) {
	for line := range strings.Lines(history) {
		fields := strings.Fields(line)
		if len(fields) < 2 || fields[0] != strconv.Itoa(int(timeline)) {
			continue
		}
		left, err := catalog.ParseLSN(fields[1])
		return left, err == nil
	}
	return 0, false
}

// checkSlot looks whether the slot is there, free, and has all that comes behind the stream's position.
func (s *Stream) checkSlot(ctx context.Context, conn *pgconn.PgConn) error {
	rows, err := simpleQuery(ctx, conn, `SELECT coalesce(slot.confirmed_flush_lsn::text, '0/0'), coalesce(slot.active_pid, 0),
		coalesce(slot.wal_status, ''),
		coalesce(pg_catalog.to_jsonb(slot) OPERATOR(pg_catalog.->>) 'invalidation_reason', '')
		FROM pg_catalog.pg_replication_slots slot WHERE slot.slot_name = `+catalog.Literal(s.config.Slot))
	if err != nil {
		return fmt.Errorf("looking at the slot: %w", err)
	}
	if len(rows) == 0 {
		return &SlotError{s.config.Slot, noSlot}
	}
	confirmed, err := catalog.ParseLSN(string(rows[0][0]))
	if err != nil {
		return err
	}
	pid, err := strconv.ParseUint(string(rows[0][1]), 10, 32)
	if err != nil {
		return err
	}
	status, reason := string(rows[0][2]), string(rows[0][3])
	switch {
	case reason != "":
		return &SlotError{s.config.Slot, reason}
	case status == "lost":
		return &SlotError{s.config.Slot, "wal_removed"}
	case pid != 0:
		return &SlotBusyError{s.config.Slot, uint32(pid)}
	case confirmed > s.tracker.Position:
		return &HoleError{s.config.Slot, confirmed, s.tracker.Position}
	}
	return nil
}
