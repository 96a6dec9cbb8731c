package cli

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"copydb/catalog"
	"copydb/catalog/filter"
	"copydb/ddl"
	"copydb/plan"
	"copydb/plan/preflight"
	"copydb/plan/run"
)

// story is a run as its events tell it, on a clock of its own.
type story struct {
	clock       time.Time
	plan        *plan.Plan
	subscribers []run.Subscriber
}

func newStory() *story {
	return &story{clock: time.Date(2024, 5, 1, 10, 0, 0, 0, time.UTC), plan: &plan.Plan{Choice: &filter.Choice{}}}
}

func (s *story) now() time.Time { return s.clock }

// table adds a table to the plan, with the steps that copy it.
func (s *story) table(schema, name string, bytes int64, parts int) *plan.Table {
	table := &plan.Table{Name: catalog.Name{Schema: schema, Name: name}, Bytes: bytes, Parts: parts}
	s.plan.Tables = append(s.plan.Tables, table)
	for part := range parts {
		id := "copy " + table.Name.Plain()
		if parts > 1 {
			id = fmt.Sprintf("%s, part %d", id, part+1)
		}
		s.step(id, plan.Copy, table)
	}
	return table
}

func (s *story) step(id string, kind plan.Kind, table *plan.Table) {
	step := plan.Step{ID: id, Kind: kind, Place: len(s.plan.Steps), Table: table}
	if table != nil {
		step.Weight = table.Bytes
	}
	s.plan.Steps = append(s.plan.Steps, step)
}

func (s *story) emit(event run.Event) {
	for _, subscriber := range s.subscribers {
		subscriber(event)
	}
}

func (s *story) wait(d time.Duration) { s.clock = s.clock.Add(d) }

func (s *story) find(id string) *plan.Step {
	for i := range s.plan.Steps {
		if s.plan.Steps[i].ID == id {
			return &s.plan.Steps[i]
		}
	}
	panic("BUG: no step " + id)
}

func (s *story) start(ids ...string) {
	for _, id := range ids {
		s.emit(run.StepStarted{Step: s.find(id), At: s.clock})
	}
}

func (s *story) pass(id string, bytes int64) { s.emit(run.BytesCopied{Step: s.find(id), Bytes: bytes}) }

func (s *story) finish(id string, took time.Duration, rows, bytes int64) {
	s.emit(run.StepFinished{Step: s.find(id), At: s.clock, Took: took, Rows: rows, Bytes: bytes})
}

// shop plans a database of three tables, one of them in parts.
func (s *story) shop() {
	orders := s.table("public", "orders", 300<<20, 3)
	customers := s.table("public", "customers", 20<<20, 1)
	s.table("archive", "Größe\x1b[31m", 0, 1)
	s.step("index index public.orders_pkey", plan.Index, orders)
	s.step("index index public.orders_total_idx", plan.Index, orders)
	s.step("index index public.customers_pkey", plan.Index, customers)
	s.step("constraints constraint orders_pkey", plan.Constraint, orders)
	s.step("pre-data 1", plan.PreData, nil)
	s.step("sequences", plan.Sequences, nil)
	s.plan.Losses = []ddl.Loss{{Object: "table public.orders", Reason: "the target has no role boss"}}
}

// tell runs the shop's copy until the end.
func (s *story) tell() {
	s.tellRows()
	s.start("index index public.orders_pkey", "index index public.orders_total_idx")
	s.wait(1500 * time.Millisecond)
	s.finish("index index public.orders_pkey", 1500*time.Millisecond, 0, 0)
	s.finish("index index public.orders_total_idx", 1500*time.Millisecond, 0, 0)
	s.start("index index public.customers_pkey")
	s.wait(20 * time.Millisecond)
	s.finish("index index public.customers_pkey", 20*time.Millisecond, 0, 0)
	s.start("constraints constraint orders_pkey")
	s.wait(3 * time.Millisecond)
	s.finish("constraints constraint orders_pkey", 3*time.Millisecond, 0, 0)
	s.start("sequences")
	s.wait(2 * time.Millisecond)
	s.finish("sequences", 2*time.Millisecond, 2, 0)
}

// tellRows runs the shop's copy until all rows are there.
func (s *story) tellRows() {
	s.wait(140 * time.Millisecond)
	s.emit(run.Planned{Plan: s.plan})
	s.start("pre-data 1")
	s.wait(60 * time.Millisecond)
	s.finish("pre-data 1", 60*time.Millisecond, 0, 0)
	s.start("copy public.orders, part 1", "copy public.orders, part 2", "copy public.customers")
	s.wait(2 * time.Second)
	s.pass("copy public.customers", 18<<20)
	s.finish("copy public.customers", 2*time.Second, 1_234_567, 18<<20)
	s.start("copy public.orders, part 3")
	s.wait(time.Second)
	for part, rows := range map[int]int64{1: 1_000_000, 2: 999_999} {
		s.finish(fmt.Sprintf("copy public.orders, part %d", part), 3*time.Second, rows, 90<<20)
	}
	s.start("copy archive.Größe\x1b[31m")
	s.wait(time.Second)
	s.finish("copy public.orders, part 3", 2*time.Second, 12, 1500)
	s.finish("copy archive.Größe\x1b[31m", time.Second, 0, 19)
}

func TestSummary(t *testing.T) {
	s := newStory()
	tally := newTally(s.now)
	s.subscribers = []run.Subscriber{tally.observe}
	s.shop()
	s.tell()
	golden(t, "summary.txt", tally.summary(nil).String())
}

func TestSummaryOfAFailedRun(t *testing.T) {
	s := newStory()
	tally := newTally(s.now)
	s.subscribers = []run.Subscriber{tally.observe}
	s.shop()
	s.wait(time.Second)
	s.emit(run.Planned{Plan: s.plan})
	s.start("copy public.orders, part 1", "copy public.customers")
	s.wait(time.Minute)
	s.finish("copy public.orders, part 1", time.Minute, 1000, 1<<30)
	s.pass("copy public.customers", 5<<20)
	s.emit(run.StepFinished{Step: s.find("copy public.customers"), At: s.clock, Took: time.Minute, Err: errors.New("no")})
	golden(t, "summary_failed.txt", tally.summary(errors.New("no")).String())
}

// TestResumedRun tells of what is left, and not of what an earlier run did.
func TestResumedRun(t *testing.T) {
	s := newStory()
	tally := newTally(s.now)
	s.subscribers = []run.Subscriber{tally.observe}
	s.shop()
	done := map[string]string{}
	for _, id := range []string{"pre-data 1", "copy public.orders, part 1", "copy public.orders, part 2", "copy public.customers",
		"index index public.customers_pkey"} {
		done[id] = ""
	}
	s.emit(run.Planned{Plan: s.plan, Done: done})
	if p := tally.progress(); p.total != 100<<20 || p.builds != 3 {
		t.Errorf("to do: %d bytes and %d builds, want 100 MB and 3", p.total, p.builds)
	}
	for _, step := range s.plan.Steps {
		if _, before := done[step.ID]; !before {
			s.start(step.ID)
			s.wait(time.Second)
			s.finish(step.ID, time.Second, 7, 1<<20)
		}
		if step.Kind == plan.Copy && step.Place == 2 {
			golden(t, "summary_resumed_failed.txt", tally.summary(errors.New("no")).String())
		}
	}
	golden(t, "summary_resumed.txt", tally.summary(nil).String())
}

func TestSummaryOfManyTables(t *testing.T) {
	s := newStory()
	tally := newTally(s.now)
	s.subscribers = []run.Subscriber{tally.observe}
	for i := range 60 {
		s.table("public", fmt.Sprintf("t%02d", i), 1<<20, 1)
	}
	s.emit(run.Planned{Plan: s.plan})
	for i := range 60 {
		id := fmt.Sprintf("copy public.t%02d", i)
		s.start(id)
		s.wait(time.Duration(i) * time.Millisecond)
		s.finish(id, time.Duration(i)*time.Millisecond, 10, 1<<20)
	}
	golden(t, "summary_many.txt", tally.summary(nil).String())
}

func TestSummaryOfARunThatWasRefusedIsNotPlanned(t *testing.T) {
	tally := newTally(newStory().now)
	if tally.summary(preflight.ErrRefused).planned {
		t.Error("it is planned, and would be printed")
	}
}

func TestProgress(t *testing.T) {
	s := newStory()
	tally := newTally(s.now)
	s.subscribers = []run.Subscriber{tally.observe}
	s.shop()
	if got, want := tally.progress().phase, "reading the source's catalogs"; got != want {
		t.Errorf("phase before the plan: got %q, want %q", got, want)
	}
	s.emit(run.Planned{Plan: s.plan})
	s.start("copy public.orders, part 1", "copy public.customers")
	s.wait(10 * time.Second)
	s.pass("copy public.orders, part 1", 50<<20)
	s.pass("copy public.customers", 30<<20) // more than was estimated
	p := tally.progress()
	if p.total != 320<<20 || p.copied != 70<<20 || p.passed != 80<<20 || p.rate != 8<<20 {
		t.Errorf("rows: got %+v", p)
	}
	if want := 10 * time.Second * 250 / 70; p.left.Round(time.Second) != want.Round(time.Second) {
		t.Errorf("left: got %v, want %v", p.left, want)
	}
	if got, want := p.sentence(), "copied 21% of about 320 MB, 8.0 MB/s, about 35.7 s left"; got != want {
		t.Errorf("sentence: got %q, want %q", got, want)
	}
	if len(p.running) != 2 || p.running[0].name != "copy public.orders, part 1" || p.phase != "copy" {
		t.Errorf("running: got %+v in phase %q", p.running, p.phase)
	}
	s.finish("copy public.customers", 10*time.Second, 1, 30<<20)
	s.emit(run.StepFinished{Step: s.find("copy public.orders, part 1"), At: s.clock, Err: errors.New("no")})
	if p := tally.progress(); p.copied != 20<<20 || len(p.running) != 0 {
		t.Errorf("a failed part counts: %+v", p)
	}
}
