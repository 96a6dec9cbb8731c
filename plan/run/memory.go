package run

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// LimitGarbage bounds the memory that garbage takes up in a program that runs copies: as much as is in use where that is little,
// as when changes are followed, whose CPU it costs; and an eighth of it where it is much, as while a database of many tables is planned.
// Go's own limit would not do: beyond it, collecting takes half of our CPU.
func LimitGarbage() { adjustGarbage(nil) }

// adjustGarbage does so, and again after each collection: that is when a mark is cleaned up that nobody holds.
func adjustGarbage(*byte) {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	debug.SetGCPercent(garbagePercent(int64(live[0].Value.Uint64())))
	runtime.AddCleanup(new([32]byte), adjustGarbage, nil)
}

// garbagePercent is how much garbage may come up, in percent of the bytes that are in use.
func garbagePercent(live int64) int {
	const (
		room        = 72 << 20 // for both, in bytes
		least, most = 12, 100
	)
	return int(min(max((room-live)*100/max(live, 1), least), most))
}
