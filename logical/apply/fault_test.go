package apply_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copydb/catalog/pgtest"
	"copydb/logical/apply"
	"copydb/logical/frames"
)

// TestFailureAtCommit: of five batches, all of which may be in flight, the second one fails no earlier than at its COMMIT, by a
// deferred trigger of the target. Those behind it are not applied; once the trigger is gone, all are (6).
func TestFailureAtCommit(t *testing.T) {
	p := newPair(t, newest, "create table t (id int primary key); create table guard (id int primary key)")
	pgtest.Exec(t, p.target, `create function refuse() returns trigger language plpgsql as 'begin raise exception ''not this one''; end';
		create constraint trigger refuse after insert on guard deferrable initially deferred for each row execute function refuse();
		alter table guard enable always trigger refuse`)
	p.change(`do $$ begin for i in 1..20000 loop
		insert into t values (i);
		if i = 6000 then insert into guard values (i); end if;
		commit;
	end loop; end $$`)
	feed, end := p.read()
	again := *feed
	err := p.run(feed, end)
	var refused *apply.Error
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), "committing changes up to ") || !strings.Contains(err.Error(), "not this one") {
		t.Errorf("got %v, want a COMMIT that is refused", err)
	}
	counts := "select count(*) < 6000 and count(*) = coalesce(max(id), 0) from t"
	if diff := cmp.Diff(pgtest.Query(t, p.target, counts), [][]string{{"t"}}); diff != "" {
		t.Errorf("those before the batch that has failed, and no others, are there (-got +want):\n%s", diff)
	}
	pgtest.Exec(t, p.target, "alter table guard disable trigger refuse")
	if err := p.run(&again, end); err != nil {
		t.Fatal(err)
	}
	p.equal("t", "guard")
}

// gated is a feed that brings nothing before it may.
type gated struct {
	*feed
	asked, open chan struct{}
}

func (g *gated) Next(ctx context.Context) (*frames.Block, error) {
	select {
	case g.asked <- struct{}{}:
	default:
	}
	<-g.open
	return g.feed.Next(ctx)
}

// TestFence: another one has taken over while this one waited for changes. What it applies then does not come to be (5).
func TestFence(t *testing.T) {
	p := newPair(t, newest, "create table t (id int primary key)")
	p.change("insert into t values (1)", "insert into t values (2)")
	changes, end := p.read()
	g := &gated{feed: changes, asked: make(chan struct{}, 1), open: make(chan struct{})}
	done := make(chan error, 1)
	go func() { done <- p.run(g, end) }()
	<-g.asked
	pgtest.Exec(t, p.target, "update copydb.progress set epoch = epoch + 1")
	close(g.open)
	if err := <-done; !errors.Is(err, apply.ErrFenced) {
		t.Errorf("got %v, want %v", err, apply.ErrFenced)
	}
	if rows := pgtest.Query(t, p.target, "select from t"); len(rows) != 0 {
		t.Errorf("%d rows were applied", len(rows))
	}
}
