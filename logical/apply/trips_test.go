package apply_test

import (
	"testing"
	"time"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/logical/apply"
	"copydb/logical/frames"
)

// TestRoundTrips: what is applied far away waits for as few round trips as the package says.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		lanes int
		most  int
	}{{"one applier", 0, 4}, {"two lanes", 2, 5}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, newest, laneTables)
			trips := test.most + 1
			for tries := 3; trips > test.most && tries > 0; tries-- { // a session may be late on a machine that has much to do
				p.change("insert into byKey select coalesce(max(id), 0) + 1 from byKey; insert into two select coalesce(max(id), 0) + 1 from two")
				trips = p.trips(test.lanes)
			}
			if trips > test.most {
				t.Errorf("%d round trips, want no more than %d", trips, test.most)
			}
			p.equal("byKey", "two")
		})
	}
}

// trips applies what has been written on the source, and counts the round trips that are waited for.
func (p *pair) trips(lanes int) int {
	p.t.Helper()
	way := pgtest.NewWay(p.t, p.target)
	way.Delay(100 * time.Millisecond)
	feed, end := p.read()
	config := p.config(feed, end)
	var err error
	if config.Target, err = catalog.ParseEndpoint(catalog.Target, way.URL); err != nil {
		p.t.Fatal(err)
	}
	if lanes == 0 {
		err = apply.Run(p.t.Context(), config)
	} else {
		err = apply.Follow(p.t.Context(), config, apply.Lanes{
			Count:    lanes,
			Open:     func(catalog.LSN) (frames.Feed, func(), error) { return feed.again(), func() {}, nil },
			Received: func() catalog.LSN { return end },
			Worth:    1,
		}, p.progress())
	}
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Logf("%d round trips", way.Trips())
	return way.Trips()
}
