package pgoutput_test

import (
	"bytes"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical/pgoutput"
)

var update = flag.Bool("update", false, "write the files in testdata anew")

// scenario is SQL on a source, and how its slot is read.
type scenario struct {
	name     string
	majors   []int
	setup    string
	changes  []string // a transaction each, but for those that begin with !, which are run as they are
	options  string
	twoPhase bool
}

var scenarios = []scenario{
	{
		name:    "plain",
		majors:  []int{13, 14, 15, 16, 17, 18},
		options: "'proto_version', '1'",
		setup: `create type mood as enum ('sad', 'happy'); create domain mood_of_day as mood;
			create table keyed (id int primary key, name text, feels mood, today mood_of_day);
			create table whole (a int, b text); alter table whole replica identity full;
			create table large (id text primary key, body text, n int);
			alter table large alter body set storage external, alter id set storage external;
			create table pair (a int, b int, note text, primary key (b, a)); create table child (id int references keyed);`,
		changes: []string{
			`insert into keyed values (1, 'one', 'sad', 'happy'), (2, null, null, null)`,
			`update keyed set name = 'uno' where id = 1; update keyed set id = 3 where id = 2; delete from keyed where id = 1`,
			`insert into whole values (1, null), (1, null); update whole set b = 'x'; delete from whole`,
			`insert into large values (repeat('k', 2400), repeat('b', 3000), 1), ('short', repeat('b', 3000), 1);
			 update large set n = 2`,
			`insert into pair values (1, 2, 'n'); update pair set a = 5`,
			`alter table keyed add extra int default 7; insert into keyed values (9, 'nine', null, null, 10)`,
			`truncate keyed, child; truncate pair restart identity; truncate keyed cascade`,
			`savepoint s; insert into pair values (3, 3, 'gone'); rollback to s; insert into pair values (4, 4, 'stays')`,
		},
	},
	{
		name:    "binary",
		majors:  []int{14, 18},
		options: "'proto_version', '2', 'binary', 'true', 'messages', 'true'",
		setup: `create type mood as enum ('sad', 'happy');
			create table typed (id int primary key, flag bool, sum numeric, at timestamptz, doc jsonb, feels mood, rights aclitem)`,
		changes: []string{
			`insert into typed values (1, true, 12.50, '2024-05-06 07:08:09+00', '{"a": 1}', 'happy', 'postgres=r/postgres')`,
			`select pg_logical_emit_message(true, 'prefix', 'within'); insert into typed values (2)`,
			`select pg_logical_emit_message(false, 'prefix', 'by itself')`,
			`insert into typed values (3)`, // whose commit flushes the message
		},
	},
	{
		name:    "origin",
		majors:  []int{13, 18},
		options: "'proto_version', '1'",
		setup: `create table t (id int primary key); select pg_replication_origin_create('elsewhere')
			where not exists (select from pg_replication_origin where roname = 'elsewhere')`,
		changes: []string{
			`!select pg_replication_origin_session_setup('elsewhere'); begin;
			 select pg_replication_origin_xact_setup('0/1234', '2024-01-01'); insert into t values (1); commit`,
		},
	},
	{
		name:    "streamed",
		majors:  []int{14, 18},
		options: "'proto_version', '2', 'streaming', 'on'",
		setup:   `create table t (id int primary key, body text)`,
		changes: []string{
			`insert into t select n, repeat('x', 2000) from generate_series(1, 40) n; savepoint s;
			 insert into t select n, repeat('x', 2000) from generate_series(101, 140) n; rollback to s;
			 insert into t values (200, 'stays'); update t set id = 201 where id = 200; delete from t where id = 1; truncate t`,
			`insert into t select n, repeat('x', 2000) from generate_series(1, 40) n; insert into t values (1000, 'small')`,
		},
	},
	{
		name:     "prepared",
		majors:   []int{15, 18},
		options:  "'proto_version', '3', 'streaming', 'on', 'two_phase', 'true'",
		twoPhase: true,
		setup:    `create table t (id int primary key, body text)`,
		changes: []string{
			`insert into t values (1, 'one'); prepare transaction 'first'`, `!commit prepared 'first'`,
			`insert into t values (2, 'two'); prepare transaction 'second'`, `!rollback prepared 'second'`,
			`insert into t select n, repeat('x', 2000) from generate_series(11, 60) n; prepare transaction 'third'`,
			`!commit prepared 'third'`,
		},
	},
}

// TestTrace reads what real servers write, line by line the same on all of them, and to the byte the same when written again.
func TestTrace(t *testing.T) {
	var seeds []string
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			for _, major := range s.majors {
				trace := newTracer()
				for _, data := range s.capture(t, major) {
					seeds = append(seeds, trace.add(t, data))
				}
				compareFile(t, fmt.Sprintf("testdata/%s.trace", s.name), strings.Join(trace.lines, "\n")+"\n")
			}
		})
	}
	if *update {
		seeds = distinct(seeds)
		if err := os.WriteFile(seedFile, []byte(strings.Join(seeds, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// distinct keeps three messages of each kind and length at most.
func distinct(seeds []string) []string {
	slices.Sort(seeds)
	count := map[string]int{}
	return slices.DeleteFunc(seeds, func(seed string) bool {
		kind := fmt.Sprint(seed[:4], len(seed)/16)
		count[kind]++
		return count[kind] > 1 || len(seed) > 3000
	})
}

// capture runs the scenario on a server and returns what its slot says.
func (s scenario) capture(t *testing.T, major int) [][]byte {
	t.Helper()
	url := pgtest.Start(t, major).Database(t, s.setup, "create publication p for all tables")
	slot := fmt.Sprintf("trace_%s", url[strings.LastIndex(url, "/")+1:])
	extra := ""
	if s.twoPhase {
		extra = ", twophase => true"
	}
	pgtest.Query(t, url, "select pg_create_logical_replication_slot('"+slot+"', 'pgoutput'"+extra+")")
	defer pgtest.Query(t, url, "select pg_drop_replication_slot('"+slot+"')")
	for _, sql := range s.changes {
		sql, asIs := strings.CutPrefix(sql, "!")
		if !asIs && !strings.Contains(sql, "prepare transaction") {
			sql = "begin; " + sql + "; commit"
		} else if !asIs {
			sql = "begin; " + sql
		}
		pgtest.Exec(t, url, sql)
	}
	memory := ""
	if major > 13 {
		memory = "set logical_decoding_work_mem = '64kB';"
	}
	var messages [][]byte
	for _, row := range pgtest.Query(t, url, memory+"select encode(data, 'hex') from pg_logical_slot_get_binary_changes('"+slot+
		"', null, null, 'publication_names', 'p', "+s.options+")") {
		data, err := hex.DecodeString(row[0])
		if err != nil {
			t.Fatal(err)
		}
		messages = append(messages, data)
	}
	return messages
}

func compareFile(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// tracer writes a line a message, without what differs from server to server: positions, times and IDs, which become numbers
// in the order of their appearance.
type tracer struct {
	decoder   pgoutput.Decoder
	inSegment bool
	relations map[pgoutput.RelationID]string
	xids      map[pgoutput.XID]int
	known     []string // the lines of relations and types
	lines     []string
}

func newTracer() *tracer {
	return &tracer{relations: map[pgoutput.RelationID]string{}, xids: map[pgoutput.XID]int{}}
}

// add decodes a message, notes its line, and returns the message for the file of seeds.
func (tr *tracer) add(t *testing.T, data []byte) string {
	t.Helper()
	message, err := tr.decoder.Decode(catalog.LSN(1), data)
	if err != nil {
		t.Fatalf("%v: %x", err, data)
	}
	prefix := ""
	switch message.(type) {
	case *pgoutput.StreamStop:
		prefix = "s "
		tr.inSegment = false
	}
	if tr.inSegment {
		prefix = "s "
	}
	if again := write(message, tr.inSegment); !bytes.Equal(again, data) {
		t.Errorf("%s written again:\n got %x\nwant %x", message.Kind(), again, data)
	}
	if _, ok := message.(*pgoutput.StreamStart); ok {
		tr.inSegment = true
	}
	if line := prefix + tr.line(message); !tr.announced(message, line) {
		tr.lines = append(tr.lines, line)
	}
	return prefix + hex.EncodeToString(data)
}

// announced says whether a relation or a type has come like this before. How often they come depends on when the server's
// caches were told of a change, which may be another session's.
func (tr *tracer) announced(message pgoutput.Message, line string) bool {
	switch message.(type) {
	case *pgoutput.Relation, *pgoutput.Type:
		if slices.Contains(tr.known, line) {
			return true
		}
		tr.known = append(tr.known, line)
	}
	return false
}

func (tr *tracer) xid(xid pgoutput.XID) string {
	if xid == 0 {
		return ""
	}
	if tr.xids[xid] == 0 {
		tr.xids[xid] = len(tr.xids) + 1
	}
	return fmt.Sprintf("x%d ", tr.xids[xid])
}

func (tr *tracer) line(message pgoutput.Message) string {
	kind := message.Kind().String() + " "
	switch m := message.(type) {
	case *pgoutput.Begin:
		return kind + tr.xid(m.XID)
	case *pgoutput.Commit:
		return fmt.Sprintf("%send after LSN: %t", kind, m.End > m.LSN)
	case *pgoutput.Origin:
		return fmt.Sprintf("%s%s %s", kind, m.LSN, m.Name)
	case *pgoutput.Relation:
		return kind + tr.xid(m.Segment) + tr.relation(m)
	case *pgoutput.Type:
		return fmt.Sprintf("%s%s%s.%s", kind, tr.xid(m.Segment), m.Schema, m.Name)
	case *pgoutput.Insert:
		return kind + tr.xid(m.XID) + tr.relations[m.Relation] + tuple(m.New)
	case *pgoutput.Update:
		line := kind + tr.xid(m.XID) + tr.relations[m.Relation]
		if m.Has != pgoutput.NoOld {
			line += fmt.Sprintf(" %c%s ->", m.Has, tuple(m.Before))
		}
		return line + tuple(m.New)
	case *pgoutput.Delete:
		return fmt.Sprintf("%s%s%s %c%s", kind, tr.xid(m.XID), tr.relations[m.Relation], m.Has, tuple(m.Before))
	case *pgoutput.Truncate:
		var names []string
		for _, id := range m.Relations {
			names = append(names, tr.relations[id])
		}
		return fmt.Sprintf("%s%sflags %d %s", kind, tr.xid(m.XID), m.Flags, strings.Join(names, " "))
	case *pgoutput.Logical:
		return fmt.Sprintf("%s%stransactional: %t %s %q", kind, tr.xid(m.XID), m.Transactional, m.Prefix, m.Content)
	}
	return kind + tr.streamed(message)
}

func (tr *tracer) streamed(message pgoutput.Message) string {
	switch m := message.(type) {
	case *pgoutput.StreamStart:
		return fmt.Sprintf("%sfirst: %t", tr.xid(m.XID), m.First)
	case *pgoutput.StreamCommit:
		return fmt.Sprintf("%send after LSN: %t", tr.xid(m.XID), m.End > m.LSN)
	case *pgoutput.StreamAbort:
		return fmt.Sprintf("%s%s", tr.xid(m.XID), tr.xid(m.Sub))
	case *pgoutput.BeginPrepare:
		return tr.xid(m.XID) + m.GID
	case *pgoutput.Prepare:
		return tr.xid(m.XID) + m.GID
	case *pgoutput.CommitPrepared:
		return tr.xid(m.XID) + m.GID
	case *pgoutput.RollbackPrepared:
		return tr.xid(m.XID) + m.GID
	case *pgoutput.StreamPrepare:
		return tr.xid(m.XID) + m.GID
	}
	return ""
}

func (tr *tracer) relation(m *pgoutput.Relation) string {
	tr.relations[m.ID] = m.Name
	columns := make([]string, len(m.Columns))
	for i, column := range m.Columns {
		columns[i] = column.Name
		if column.Key {
			columns[i] += "*"
		}
	}
	return fmt.Sprintf("%s.%s %c (%s)", m.Schema, m.Name, m.Identity, strings.Join(columns, ", "))
}

func tuple(tuple pgoutput.Tuple) string {
	var line strings.Builder
	for tuple.Columns > 0 {
		var value pgoutput.Value
		value, tuple = tuple.Next()
		fmt.Fprintf(&line, " %c", value.Kind)
		switch {
		case len(value.Data) > 60:
			fmt.Fprintf(&line, "[%d bytes]", len(value.Data))
		case value.Kind == pgoutput.Text || value.Kind == pgoutput.Binary:
			fmt.Fprintf(&line, "%q", value.Data)
		}
	}
	return line.String()
}
