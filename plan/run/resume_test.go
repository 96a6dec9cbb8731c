package run_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/plan"
	"copydb/plan/journal"
	"copydb/plan/run"
)

// childVariable makes the test's binary carry out one run as a process of its own, which can be killed.
const childVariable = "COPYDB_TEST_RUN_CHILD"

func TestMain(m *testing.M) {
	if mode := os.Getenv(childVariable); mode != "" {
		os.Exit(child(mode))
	}
	os.Exit(pgtest.Main(m))
}

// child runs or resumes, and prints a line an event.
func child(mode string) int {
	config := run.Config{TableJobs: 2, IndexJobs: 2, Version: "test", Resume: mode == "resume", SnapshotID: os.Getenv("SNAPSHOT")}
	config.Options.Split.LargerThan, _ = strconv.ParseInt(os.Getenv("SPLIT"), 10, 64)
	config.Source, _ = catalog.ParseEndpoint(catalog.Source, os.Getenv("SOURCE"))
	config.Target, _ = catalog.ParseEndpoint(catalog.Target, os.Getenv("TARGET"))
	if spool := os.Getenv("SPOOL"); spool != "" {
		config.Follow, config.RetryFor = &journal.Settings{Spool: spool, Streaming: true}, time.Minute
	}
	config.Subscribers = []run.Subscriber{func(event run.Event) { fmt.Printf("%T\n", event) }}
	err := run.Run(context.Background(), config)
	switch {
	case errors.Is(err, journal.ErrNone), errors.Is(err, run.ErrNotBegun):
		return 3
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// killer starts children and kills them.
type killer struct {
	source, target, snapshot string
	spool                    string // of runs that follow, "" of others
	split                    string // bytes from which on a table is copied in parts, "" for none
	kills                    int
}

// start runs a child until a number of its events has passed and a pause besides, and kills it then. It returns the
// child's exit code, -1 of one that was killed.
func (k *killer) start(t *testing.T, mode string, events int, pause time.Duration) int {
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), childVariable+"="+mode, "SOURCE="+k.source, "TARGET="+k.target, "SNAPSHOT="+k.snapshot,
		"SPOOL="+k.spool, "SPLIT="+k.split)
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(output)
	for range events {
		if !lines.Scan() {
			break
		}
	}
	time.Sleep(pause)
	_ = command.Process.Kill() // it may have ended
	for lines.Scan() {
	}
	_ = command.Wait()
	if code := command.ProcessState.ExitCode(); code >= 0 {
		return code
	}
	k.kills++
	return -1
}

// TestKilledAtEveryStepAndResumed kills a copy at each event and at random instants, goes on after each, and compares
// both sides when it is through, round after round until there were 200 kills.
func TestKilledAtEveryStepAndResumed(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	random := rand.New(rand.NewPCG(1, 2))
	source := server.Database(t, shop)
	k := &killer{source: source, snapshot: holdSnapshot(t, source)}
	for round := 0; k.kills < 200; round++ {
		k.target = server.Database(t)
		k.copyThroughKills(t, func() time.Duration {
			if round == 0 {
				return 0
			}
			return time.Duration(random.IntN(30)) * time.Millisecond
		})
		if diff := cmp.Diff(contents(t, k.source), contents(t, k.target)); diff != "" {
			t.Fatalf("round %d: source and target differ (-source +target):\n%s", round, diff)
		}
		left := pgtest.Query(t, k.target, `select 'schema ' || nspname from pg_namespace where nspname = 'copydb'
			union all select 'lock ' || pid from pg_locks where locktype = 'advisory'`)
		if len(left) != 0 {
			t.Fatalf("round %d: left behind: %v", round, left)
		}
	}
	t.Logf("%d kills", k.kills)
}

// copyThroughKills starts a run, and resumes it after each kill until it is through. Each child lives for more events
// than the one before, so that every boundary is met and the end is reached.
func (k *killer) copyThroughKills(t *testing.T, pause func() time.Duration) {
	t.Helper()
	mode := "run"
	for events := 1; ; events++ {
		switch code := k.start(t, mode, events, pause()); code {
		case 0:
			return
		case 3: // killed before the journal was there, or after it was dropped
			if holdsTable(t, k.target) {
				return
			}
			mode = "run"
		case -1:
			mode = "resume"
		default:
			t.Fatalf("%s after %d kills: exit code %d", mode, k.kills, code)
		}
	}
}

func holdsTable(t *testing.T, url string) bool {
	t.Helper()
	return len(pgtest.Query(t, url, "select from pg_class where relname = 'customer'")) > 0
}

// holdSnapshot exports a snapshot that lives as long as the test.
func holdSnapshot(t *testing.T, source string) string {
	t.Helper()
	endpoint, err := catalog.ParseEndpoint(catalog.Source, source)
	if err != nil {
		t.Fatal(err)
	}
	snapshot, err := catalog.ExportSnapshot(t.Context(), endpoint)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := snapshot.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return snapshot.ID
}

// stopAt runs a copy that is stopped when a step of a kind starts, and one of the kind is done where there are several.
func stopAt(t *testing.T, config run.Config, kind plan.Kind) {
	t.Helper()
	ctx, stop := context.WithCancelCause(t.Context())
	defer stop(nil)
	met := 0
	config.Subscribers = []run.Subscriber{func(event run.Event) {
		if started, ok := event.(run.StepStarted); ok && started.Step.Kind == kind {
			if met++; met == 2 || kind != plan.Copy {
				stop(run.ErrInterrupted)
			}
		}
	}}
	if err := run.Run(ctx, config); !errors.Is(err, run.ErrInterrupted) {
		t.Fatalf("the stopped run: got %v, want %v", err, run.ErrInterrupted)
	}
}

// TestResumeWithoutTheSnapshot: rows of two moments must be asked for; where no row or every row is there, there is
// nothing to ask.
func TestResumeWithoutTheSnapshot(t *testing.T) {
	cases := []struct {
		stop          plan.Kind
		notConsistent bool
		want          error
	}{
		{plan.PreData, false, nil},
		{plan.Copy, false, run.ErrNotConsistent},
		{plan.Copy, true, nil},
		{plan.PostData, false, nil},
	}
	server := pgtest.Start(t, pgtest.Newest)
	source := server.Database(t, shop)
	for _, c := range cases {
		config := endpoints(t, source, server.Database(t))
		config.TableJobs = 1
		stopAt(t, config, c.stop)
		config.Resume, config.NotConsistent = true, c.notConsistent
		if err := run.Run(t.Context(), config); !errors.Is(err, c.want) {
			t.Errorf("stopped at %s, not consistent %v: got %v, want %v", c.stop, c.notConsistent, err, c.want)
		}
	}
}

func TestResumeNoticesAChangedSource(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, shop), server.Database(t)
	config := endpoints(t, source, target)
	stopAt(t, config, plan.PostData)
	pgtest.Exec(t, source, "alter table customer add column age int")
	config.Resume = true
	if err := run.Run(t.Context(), config); !errors.Is(err, run.ErrChanged) {
		t.Fatalf("got %v, want %v", err, run.ErrChanged)
	}
	config.Resume, config.Restart = false, true
	if err := run.Run(t.Context(), config); err != nil {
		t.Fatalf("starting again: %v", err)
	}
	if diff := cmp.Diff(contents(t, source), contents(t, target)); diff != "" {
		t.Errorf("source and target differ:\n%s", diff)
	}
}

func TestResumeOfAFinishedRun(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	config := endpoints(t, server.Database(t, shop), server.Database(t))
	if err := run.Run(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	config.Resume = true
	if err := run.Run(t.Context(), config); !errors.Is(err, journal.ErrNone) {
		t.Fatalf("got %v, want %v", err, journal.ErrNone)
	}
}

// TestRestartRemovesWhatTheRunMadeAndNothingElse: what the target held before stays.
func TestRestartRemovesWhatTheRunMadeAndNothingElse(t *testing.T) {
	server := pgtest.Start(t, pgtest.Newest)
	source := server.Database(t, shop)
	target := server.Database(t, "create schema mine; create table mine.kept (id int); insert into mine.kept values (1)")
	config := endpoints(t, source, target)
	stopAt(t, config, plan.PostData)
	config.Restart = true
	if err := run.Run(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	if kept := pgtest.Query(t, target, "select id from mine.kept"); len(kept) != 1 {
		t.Errorf("what was there before is gone: %v", kept)
	}
	if diff := cmp.Diff(contents(t, source), contents(t, target)); diff != "" {
		t.Errorf("source and target differ:\n%s", diff)
	}
}

// TestRunSurvivesTheLossOfItsWorkers kills the sessions of workers, on either side, while rows are copied.
func TestRunSurvivesTheLossOfItsWorkers(t *testing.T) {
	for _, side := range []string{"source", "target"} {
		pgtest.Goroutines(t)
		server := pgtest.Start(t, pgtest.Newest)
		source, target := server.Database(t, shop), server.Database(t)
		config := endpoints(t, source, target)
		config.RetryFor = time.Minute
		url := map[string]string{"source": source, "target": target}[side]
		var copies, retries int
		var mu sync.Mutex
		config.Subscribers = []run.Subscriber{func(event run.Event) {
			mu.Lock()
			defer mu.Unlock()
			switch event := event.(type) {
			case run.StepStarted:
				if event.Step.Kind == plan.Copy {
					copies++
				}
				if event.Step.Kind == plan.Copy && copies == 3 {
					pgtest.Query(t, url, `select pg_terminate_backend(pid) from pg_stat_activity
						where datname = current_database() and application_name = 'copydb/copy'`)
				}
			case run.StepRetried:
				retries++
			}
		}}
		if err := run.Run(t.Context(), config); err != nil {
			t.Fatalf("killing workers of the %s: %v", side, err)
		}
		if retries == 0 {
			t.Errorf("killing workers of the %s: no step was tried again", side)
		}
		if diff := cmp.Diff(contents(t, source), contents(t, target)); diff != "" {
			t.Errorf("killing workers of the %s: source and target differ:\n%s", side, diff)
		}
	}
}
