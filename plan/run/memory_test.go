package run_test

import (
	"testing"

	"copydb/plan/run"
)

// TestGarbagePercent: little that is in use lets as much garbage come up, much an eighth.
func TestGarbagePercent(t *testing.T) {
	t.Parallel()
	for live, want := range map[int64]int{0: 100, 10 << 20: 100, 36 << 20: 100, 48 << 20: 50, 70 << 20: 12, 1 << 40: 12} {
		if got := run.GarbagePercent(live); got != want {
			t.Errorf("%d bytes in use: %d %%, want %d", live, got, want)
		}
	}
}
