package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap/zapcore"

	"copydb/catalog"
	"copydb/plan"
	"copydb/plan/run"
)

// written runs the shop's story and returns what its lines wrote.
func written(t *testing.T, format string, level zapcore.Level, tell func(*story)) string {
	t.Helper()
	var text bytes.Buffer
	s := newStory()
	tally := newTally(s.now)
	lines := newLines(teller{logger: newLogger(&text, format, level), json: format == jsonFormat}, tally)
	s.subscribers = []run.Subscriber{tally.observe, lines.observe}
	s.shop()
	tell(s)
	return text.String()
}

// withoutTime cuts the wall clock's time, which the logger puts before each line.
func withoutTime(text string) string {
	return regexp.MustCompile(`(?m)^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d `).ReplaceAllString(text, "")
}

func TestLinesForPeople(t *testing.T) {
	golden(t, "lines.txt", withoutTime(written(t, textFormat, zapcore.InfoLevel, func(s *story) {
		s.emit(run.Connected{
			Source:        catalog.Server{Version: 130023, Database: "shop", Role: "app", Encoding: "UTF8"},
			Target:        catalog.Server{Version: 180004, Database: "shop", Role: "postgres", Superuser: true, Encoding: "UTF8"},
			SourceAddress: "old:5432/shop (role app)", TargetAddress: "new:5432/shop (role postgres)",
		})
		s.tell()
	})))
}

// TestInterrupted tells once why no connection came about, though the driver tries with TLS and without.
func TestInterrupted(t *testing.T) {
	nobody, err := catalog.ParseEndpoint(catalog.Source, "postgres://app@127.0.0.1:1/shop?sslmode=prefer")
	if err != nil {
		t.Fatal(err)
	}
	_, err = nobody.ConnectReplication(t.Context(), "stream", nil)
	text := withoutTime(written(t, textFormat, zapcore.WarnLevel, func(s *story) {
		s.emit(run.FollowRetried{Err: err, Pause: time.Second})
		s.emit(run.StepRetried{Step: &plan.Step{ID: "copy public.orders"}, Err: err, Pause: 3 * time.Second})
	}))
	const reason = "connecting to the source at 127.0.0.1:1/shop (role app) for replication: 127.0.0.1:1: connect: connection refused"
	const want = "warn the stream: interrupted (" + reason + "); trying again in 1.0 s\n" +
		"warn copy public.orders: interrupted (" + reason + "); trying again in 3.0 s\n"
	if text != want {
		t.Errorf("got %q, want %q", text, want)
	}
}

func TestLinesForMachines(t *testing.T) {
	text := written(t, jsonFormat, zapcore.DebugLevel, (*story).tell)
	kebab := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	messages := map[string]int{}
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		for name := range fields {
			if !kebab.MatchString(name) {
				t.Errorf("field %q is not in kebab case", name)
			}
		}
		message, _ := fields["message"].(string)
		messages[message]++
		if message == "table copied" && fields["table"] == "public.customers" {
			if fields["rows"] != 1234567.0 || fields["bytes"] != float64(18<<20) || fields["took"] != 2.0 {
				t.Errorf("table copied: got %v", fields)
			}
		}
	}
	for message, want := range map[string]int{"planned": 1, "table copied": 3, "phase started": 5, "phase finished": 5, "exception": 1,
		"step started": 11, "step finished": 11} {
		if messages[message] != want {
			t.Errorf("%q: got %d lines, want %d", message, messages[message], want)
		}
	}
}

func TestLinesTellNowAndThenHowFarItIs(t *testing.T) {
	text := written(t, textFormat, zapcore.InfoLevel, func(s *story) {
		s.emit(run.Planned{Plan: s.plan})
		s.start("copy public.customers")
		for range 12 {
			s.wait(10 * time.Second)
			s.pass("copy public.customers", 1<<20)
		}
	})
	if got := strings.Count(text, " of about 320 MB"); got != 2 {
		t.Errorf("got %d lines on how far it is in two minutes, want 2:\n%s", got, text)
	}
}

func TestLinesLeaveErrorsToTheReport(t *testing.T) {
	text := written(t, textFormat, zapcore.InfoLevel, func(s *story) {
		s.emit(run.Planned{Plan: s.plan})
		s.start("copy public.customers")
		s.emit(run.StepFinished{Step: s.find("copy public.customers"), At: s.clock, Err: errors.New("disk full")})
	})
	if strings.Contains(text, "disk full") || strings.Contains(text, "copied public.customers") {
		t.Errorf("got\n%s", text)
	}
}
