package apply_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical/apply"
	"copydb/logical/frames"
	"copydb/logical/pgoutput"
)

// TestPatientAfterRestart: where the stream's session ends amid a transaction of which a part is on the target already, while another one
// is in progress, the session that applies waits for locks afterwards as it did before.
func TestPatientAfterRestart(t *testing.T) {
	t.Parallel()
	p := newPairOf(t, newest, "create table s (id int primary key); create table t (id int primary key)",
		"create table s (id int primary key); create table t (id int primary key, patience text default current_setting('lock_timeout'))")
	long := dial(t, p.source)
	execAll(t, long, "begin", "insert into s select generate_series(1, 5000)")
	p.change("insert into t values (1)")
	execAll(t, long, "insert into s select generate_series(5001, 10000)", "commit")
	early := p.peekSegments()
	amid := slices.IndexFunc(early, func(f frames.Frame) bool { return pgoutput.KindOf(f.Data) == 'C' })
	feed, end := p.read()
	session := &frames.Block{Frames: []frames.Frame{{Kind: frames.Session, LSN: p.progress().LSN}}}
	feed.blocks = slices.Concat([]*frames.Block{{Frames: early[:amid]}, session}, feed.blocks)
	sent := make(chan struct{}) // a part is on the target
	tell := sync.OnceFunc(func() { close(sent) })
	p.onEvent = func() {
		if p.events[len(p.events)-1].Changes > 0 {
			tell()
		}
	}
	if err := apply.Run(t.Context(), p.config(&paced{feed: feed, first: 1, open: sent}, end)); err != nil {
		t.Fatal(err)
	}
	p.equal("s")
	if rows := pgtest.Query(t, p.target, "select patience from t"); len(rows) != 1 || rows[0][0] != "0" {
		t.Errorf("lock_timeout is %v afterwards, want 0", rows)
	}
}

func execAll(t *testing.T, conn *pgx.Conn, statements ...string) {
	t.Helper()
	for _, sql := range statements {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
}

// peekSegments brings what p.read will, with large transactions in segments.
func (p *pair) peekSegments() (all []frames.Frame) {
	p.t.Helper()
	conn := dial(p.t, p.source)
	if _, err := conn.Exec(p.t.Context(), "set logical_decoding_work_mem = '64kB'"); err != nil {
		p.t.Fatal(err)
	}
	rows, err := conn.Query(p.t.Context(), "select lsn::text, data from pg_logical_slot_peek_binary_changes($1, null, null, "+
		"'publication_names', 'p', 'proto_version', '2', 'binary', 'true', 'streaming', 'true')", p.slot)
	if err != nil {
		p.t.Fatal(err)
	}
	for rows.Next() {
		var lsn catalog.LSN
		var data []byte
		if err := rows.Scan(&lsn, &data); err != nil {
			p.t.Fatal(err)
		}
		all = append(all, frames.Frame{Kind: frames.Message, LSN: lsn, Data: data})
	}
	if err := rows.Err(); err != nil {
		p.t.Fatal(err)
	}
	return all
}
