package verify

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"copydb/catalog"
	"copydb/catalog/filter"
	"copydb/plan/run"
)

// side is one of the two databases, seen under one snapshot.
type side struct {
	catalog.Endpoint
	jobs      int
	snapshot  *catalog.Snapshot
	facts     *catalog.Facts
	choice    *filter.Choice
	sequences []sequence
	queue     []task
}

// task is something to read, and who wants to know.
type task struct {
	object string
	sql    string // returns rows and two sums of hashes
	weight int64  // bytes, estimated
	done   func(*Sum)
	unread func(error) // a value cannot be read
}

// open takes the snapshot, and reads the facts.
func (s *side) open(ctx context.Context) (err error) {
	if s.snapshot, err = catalog.ExportSnapshot(ctx, s.Endpoint); err != nil {
		return err
	}
	if s.facts, err = s.snapshot.Facts(ctx); err != nil {
		return s.failed("catalogs", err)
	}
	return nil
}

// choose leaves out what the filter does. Names without a schema are looked up as the source's role does.
func (s *side) choose(chosen filter.Filter, asked catalog.Server) {
	server := s.facts.Server
	s.facts.Server.SearchPath, s.facts.Server.Role = asked.SearchPath, asked.Role
	s.choice = filter.Choose(s.facts, chosen)
	s.choice.Facts.Server, s.facts = server, s.choice.Facts
}

func (s *side) close(ctx context.Context) {
	if s.snapshot != nil {
		_ = s.snapshot.Close(context.WithoutCancel(ctx)) // it wrote nothing
	}
}

func (s *side) failed(object string, err error) error {
	return &run.StepError{Side: s.Side, Object: object, Err: err}
}

// work reads everything that was queued, the heaviest first.
func (s *side) work(ctx context.Context) error {
	slices.SortStableFunc(s.queue, func(a, b task) int { return cmp.Compare(b.weight, a.weight) })
	var taken atomic.Int64
	next := func() *task {
		if i := taken.Add(1) - 1; i < int64(len(s.queue)) {
			return &s.queue[i]
		}
		return nil
	}
	group, ctx := errgroup.WithContext(ctx)
	for range min(s.jobs, len(s.queue)) {
		group.Go(func() error { return s.session(ctx, next) })
	}
	return group.Wait()
}

// session reads one thing after another under the snapshot.
func (s *side) session(ctx context.Context, next func() *task) error {
	conn, err := s.join(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	for task := next(); task != nil; task = next() {
		sum, err := readSum(ctx, conn, task.sql)
		switch {
		case err == nil:
			task.done(sum)
		case catalog.IsBadValue(catalog.SQLState(err)):
			task.unread(err)
			_ = conn.Close(ctx) // its transaction has ended
			if conn, err = s.join(ctx); err != nil {
				return err
			}
		default:
			return s.failed(task.object, err)
		}
	}
	return nil
}

// join opens a session that sees the snapshot, and that gets an error where row security would hide rows.
func (s *side) join(ctx context.Context) (*pgx.Conn, error) {
	conn, err := s.Connect(ctx, "compare")
	if err != nil {
		return nil, err
	}
	if _, err = conn.Exec(ctx, "SET row_security = off"); err == nil {
		err = catalog.JoinSnapshot(ctx, conn, s.snapshot.ID)
	}
	if err != nil {
		_ = conn.Close(context.WithoutCancel(ctx))
		return nil, s.failed("snapshot", err)
	}
	return conn, nil
}

func readSum(ctx context.Context, conn *pgx.Conn, sql string) (*Sum, error) {
	sum := &Sum{}
	var hashes [2]string
	if err := conn.QueryRow(ctx, sql).Scan(&sum.Rows, &hashes[0], &hashes[1]); err != nil {
		return nil, err
	}
	for i, text := range hashes {
		if _, ok := sum.hashes[i].SetString(text, 10); !ok {
			return nil, fmt.Errorf("reading a sum of hashes: %q is no number", text)
		}
	}
	return sum, nil
}
