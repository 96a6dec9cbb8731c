package cli

import (
	"testing"
	"time"

	"copydb/logical"
)

func TestLagSentence(t *testing.T) {
	for want, status := range map[string]logical.Status{
		"nothing applied yet":                    {SourceLSN: 1000},
		"caught up":                              {SourceLSN: 1000, ReplayLSN: 1000},
		"0 B, 2 min 00 s, 0 transactions behind": {SourceLSN: 1000, ReplayLSN: 1000, Behind: 2 * time.Minute}, // nothing can be received
		"caught up; applying 17 kB/s":            {SourceLSN: 1000, ReplayLSN: 2000, Rate: 17 << 10},
		"500 B, 2.0 s, 1 transaction behind":     {SourceLSN: 1500, ReplayLSN: 1000, Behind: 2 * time.Second, Transactions: 1},
		"500 B, 2.0 s, 1 transaction behind; paused: copydb stream sentinel set apply goes on": {SourceLSN: 1500, ReplayLSN: 1000, Behind: 2 * time.Second,
			Transactions: 1, Paused: true},
		"2.0 kB, 3.0 s, 9 transactions behind; applying 100 B/s, about 20.5 s to catch up": {SourceLSN: 3048, ReplayLSN: 1000,
			Behind: 3 * time.Second, Transactions: 9, Rate: 100},
	} {
		if got := lagSentence(status); got != want {
			t.Errorf("%+v: got %q, want %q", status, got, want)
		}
	}
}
