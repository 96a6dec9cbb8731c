package ddl_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/ddl"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// story is a script of testdata: it makes a database, which is then copied. Lines at its head say what it needs:
//
//	-- from: 14              the oldest major it works on
//	-- roles: a, b           roles that both servers must have
//	-- tablespaces: a, b     tablespaces that both servers must have
//
// A line "-- users" ends what the target is to have already, as an extension's script would have made it.
type story struct {
	name, script       string
	brought            string
	from               int
	roles, tablespaces []string
}

func readStories(t *testing.T) []story {
	t.Helper()
	files, err := filepath.Glob("testdata/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("finding stories: %v, %v", files, err)
	}
	var stories []story
	for _, file := range files {
		script, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s := newStory(strings.TrimSuffix(filepath.Base(file), ".sql"), string(script))
		for _, line := range strings.Split(s.script, "\n") {
			s.readHead(t, line)
		}
		stories = append(stories, s)
	}
	return stories
}

func newStory(name, script string) story {
	s := story{name: name, script: script}
	if brought, _, found := strings.Cut(script, "\n-- users\n"); found {
		s.brought = brought
	}
	return s
}

func (s *story) readHead(t *testing.T, line string) {
	key, value, _ := strings.Cut(line, ": ")
	switch key {
	case "-- from":
		from, err := strconv.Atoi(value)
		if err != nil {
			t.Fatalf("story %s: %s: %v", s.name, line, err)
		}
		s.from = from
	case "-- roles":
		s.roles = strings.Split(value, ", ")
	case "-- tablespaces":
		s.tablespaces = strings.Split(value, ", ")
	}
}

// TestStories copies the database of each story over each pair of versions. The copy must lead to the same statements as
// the source, look the same in the catalogs, and be the same to pg_dump.
func TestStories(t *testing.T) {
	for _, s := range readStories(t) {
		for _, pair := range pgtest.Pairs() {
			if pair[0] < s.from || pair[1] < s.from {
				continue
			}
			t.Run(fmt.Sprintf("%s/%d-%d", s.name, pair[0], pair[1]), func(t *testing.T) {
				t.Parallel()
				s.tell(t, pgtest.Start(t, pair[0]), pgtest.Start(t, pair[1]))
			})
		}
	}
}

func (s *story) tell(t *testing.T, from, to *pgtest.Server) {
	s.prepare(t, to)
	source := s.database(t, from)
	target := openSide(t, catalog.Target, to.Database(t, s.brought))
	facts := source.facts(t)
	copied := target.write(t, facts)
	if from.Major == to.Major {
		checkNothingLeftOut(t, facts, copied)
	}
	target.makeLargeObjects(t, facts)
	target.execute(t, copied)
	made := target.facts(t)

	judge := judgement{source: source, target: target}
	if from.Major != to.Major {
		judge.reference = func() *side { return s.database(t, to) }
	}
	judge.statements(t, copied, target.write(t, made))
	judge.catalogs(t)
	judge.compared(t, facts, made)
	judge.dumps(t)
}

// database makes the story's database on a server.
func (s *story) database(t *testing.T, server *pgtest.Server) *side {
	t.Helper()
	s.prepare(t, server)
	return openSide(t, catalog.Source, server.Database(t, s.script))
}

// prepare makes what stands outside databases. Stories may share it, and run at the same time.
func (s *story) prepare(t *testing.T, server *pgtest.Server) {
	t.Helper()
	var commands []string
	for _, role := range s.roles {
		commands = append(commands, "CREATE ROLE "+catalog.Ident(role))
	}
	for _, tablespace := range s.tablespaces {
		commands = append(commands, "CREATE TABLESPACE "+catalog.Ident(tablespace)+" LOCATION ''")
	}
	if len(commands) == 0 {
		return
	}
	conn, err := pgx.Connect(t.Context(), server.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	// One story at a time: two that made the same role at once would both fail.
	for _, command := range append([]string{"SET allow_in_place_tablespaces = on", "SELECT pg_advisory_lock(1)"}, commands...) {
		if _, err := conn.Exec(t.Context(), command); err != nil && !isDuplicate(err) {
			t.Fatalf("%s: %v", command, err)
		}
	}
}

// side is one of the two databases of a story, with a session of copydb's own.
type side struct {
	url    string
	conn   *pgx.Conn
	server catalog.Server
}

func openSide(t *testing.T, name catalog.Side, url string) *side {
	t.Helper()
	endpoint, err := catalog.ParseEndpoint(name, url)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := endpoint.Connect(t.Context(), "story")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		dropSubscriptions(t, conn)
		_ = conn.Close(context.Background())
	})
	server, err := catalog.ProbeServer(t.Context(), conn)
	if err != nil {
		t.Fatal(err)
	}
	return &side{url: url, conn: conn, server: server}
}

// dropSubscriptions makes it possible to drop the database: with a slot, DROP SUBSCRIPTION would connect to where it is.
func dropSubscriptions(t *testing.T, conn *pgx.Conn) {
	_, err := conn.Exec(context.WithoutCancel(t.Context()), `do $$ declare name name; begin
		for name in select subname from pg_subscription where subdbid = (select oid from pg_database where datname = current_database()) loop
			execute format('alter subscription %I set (slot_name = none)', name);
			execute format('drop subscription %I', name);
		end loop; end $$`)
	if err != nil {
		t.Errorf("dropping subscriptions: %v", err)
	}
}

func (s *side) facts(t *testing.T) *catalog.Facts {
	t.Helper()
	tx, err := s.conn.BeginTx(t.Context(), pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	facts, err := catalog.ReadFacts(t.Context(), tx, s.server)
	if err != nil {
		t.Fatalf("reading the facts of PostgreSQL %d: %v", s.server.Major(), err)
	}
	return facts
}

// write turns facts into ordered statements for this side. Nothing may be lost where it is not the older one.
func (s *side) write(t *testing.T, facts *catalog.Facts) []*ddl.Statement {
	t.Helper()
	statements, losses := ddl.Statements(facts, s.server, ddl.Options{})
	if len(losses) > 0 && s.server.Major() >= facts.Server.Major() {
		t.Errorf("lost on the way to PostgreSQL %d: %v", s.server.Major(), losses)
	}
	ordered, err := ddl.Order(statements, facts.Depends)
	if err != nil {
		t.Fatal(err)
	}
	return ordered
}

// execute sends all statements down one pipeline, in one transaction, and names the one that fails.
func (s *side) execute(t *testing.T, statements []*ddl.Statement) {
	t.Helper()
	tx, err := s.conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	batch := &pgconn.Batch{}
	var commands []int // the statement of each command of the batch
	send := func(sql string, statement int) {
		batch.ExecParams(sql, nil, nil, nil, nil)
		commands = append(commands, statement)
	}
	for i, statement := range statements {
		if statement.As != "" {
			send("SET LOCAL ROLE "+catalog.Ident(statement.As), i)
		}
		send(statement.SQL, i)
		if statement.As != "" {
			send("RESET ROLE", i)
		}
	}
	results := s.conn.PgConn().ExecBatch(t.Context(), batch)
	done := 0
	for results.NextResult() {
		if _, err := results.ResultReader().Close(); err != nil {
			break
		}
		done++
	}
	if err := results.Close(); err != nil {
		failed := statements[commands[min(done, len(commands)-1)]]
		t.Fatalf("making %s: %v\n%s\nall statements:\n%s", failed.Name, err, failed.SQL, listing(statements))
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// makeLargeObjects makes what comes along with its bytes, and by no statement.
func (s *side) makeLargeObjects(t *testing.T, facts *catalog.Facts) {
	for _, object := range facts.LargeObjects {
		if _, err := s.conn.Exec(t.Context(), "SELECT pg_catalog.lo_create($1)", object.OID); err != nil {
			t.Fatal(err)
		}
	}
}

func listing(statements []*ddl.Statement) string {
	var lines []string
	for _, s := range statements {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s;  -- phase %d: %s %s", s.SQL, s.Phase, s.Name, s.As)))
	}
	return strings.Join(lines, "\n")
}

func diff(want, got string) string {
	return cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n"))
}
