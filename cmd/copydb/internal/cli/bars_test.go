package cli

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vbauerster/mpb/v8"

	"copydb/catalog/pgtest"
	"copydb/plan/run"
)

// screen is a terminal's memory, safe to read while bars are drawn.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *screen) Write(text []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(text)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func TestBars(t *testing.T) {
	pgtest.Goroutines(t)
	s := newStory()
	tally := newTally(s.now)
	s.subscribers = []run.Subscriber{tally.observe}
	s.shop()
	s.emit(run.Planned{Plan: s.plan})
	s.start("copy public.orders, part 1", "copy public.customers")
	s.wait(10 * time.Second)
	s.pass("copy public.orders, part 1", 60<<20)
	s.pass("copy public.customers", 10<<20)

	var terminal screen
	refresh := make(chan any)
	bars := startBars(&terminal, tally, mpb.WithManualRefresh(refresh), mpb.WithWidth(80))
	fmt.Fprintln(bars, "a warning")
	for range 3 {
		refresh <- time.Now() // the third is taken when the first has been drawn
	}
	drawn := terminal.String()
	bars.stop()
	fmt.Fprintln(bars, "after the end")

	for _, want := range []string{
		"a warning\n", "rows", "21%  70 MB  7.0 MB/s  35.7 s left", "indexes", "0 of 4",
		"  copy public.orders, part 1, 10.0 s, 60 MB, 20%\n", "  copy public.customers, 10.0 s, 10 MB, 50%\n",
		"10.0 s elapsed: copy\n",
	} {
		if !strings.Contains(drawn, want) {
			t.Errorf("%q is not in\n%s", want, drawn)
		}
	}
	if !strings.HasSuffix(terminal.String(), "after the end\n") {
		t.Errorf("the screen ends\n%s", terminal.String())
	}
}

func TestBarsOfManySteps(t *testing.T) {
	var p progress
	for i := range stepsShown + 3 {
		p.running = append(p.running, working{name: fmt.Sprint("copy ", i), share: -1})
	}
	texts := stepTexts(p)
	if got, want := texts[len(texts)-1], "  and 3 more"; got != want || len(texts) != stepsShown+1 {
		t.Errorf("got %q at the end of %d lines, want %q", got, len(texts), want)
	}
}
