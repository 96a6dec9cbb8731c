package logical

import (
	"encoding/binary"
	"sync/atomic"
	"time"

	"copydb/catalog"
	"copydb/logical/pgoutput"
)

// feedback is what the source is told: three positions, none of which ever goes back, nor is 0, which a server takes for
// "all of it" or "none".
type feedback struct {
	received, flushed, applied atomic.Uint64
	news                       chan struct{} // of one place: a position has moved, or the server asked
}

func (f *feedback) begin(start catalog.LSN) {
	f.received.Store(uint64(start))
	f.flushed.Store(uint64(start))
	f.applied.Store(uint64(start))
	f.news = make(chan struct{}, 1)
}

func (f *feedback) receivedLSN() catalog.LSN { return catalog.LSN(f.received.Load()) }
func (f *feedback) flushedLSN() catalog.LSN  { return catalog.LSN(f.flushed.Load()) }
func (f *feedback) appliedLSN() catalog.LSN  { return catalog.LSN(f.applied.Load()) }

// receive notes what came. Nobody is told: that is for the next report.
func (f *feedback) receive(position catalog.LSN) { raise(&f.received, position) }

func (f *feedback) acknowledge(flushed, applied catalog.LSN) {
	moved := raise(&f.flushed, flushed)
	moved = raise(&f.applied, applied) || moved
	if moved {
		f.ask()
	}
}

// ask has a report sent soon.
func (f *feedback) ask() {
	select {
	case f.news <- struct{}{}:
	default:
	}
}

// raise raises a position, and says whether it did.
func raise(position *atomic.Uint64, to catalog.LSN) bool {
	for {
		now := position.Load()
		if uint64(to) <= now {
			return false
		}
		if position.CompareAndSwap(now, uint64(to)) {
			return true
		}
	}
}

// statusSize is that of a Standby status update in its CopyData message.
const statusSize = copyHeaderSize + 34

// status writes a report. Whoever has flushed has received: written is never behind.
func (f *feedback) status(message *[statusSize]byte, now time.Time, reply bool) {
	flushed, applied := f.flushed.Load(), f.applied.Load()
	message[0] = kindCopyData
	binary.BigEndian.PutUint32(message[1:], statusSize-1)
	message[5] = kindStatus
	binary.BigEndian.PutUint64(message[6:], max(f.received.Load(), flushed))
	binary.BigEndian.PutUint64(message[14:], flushed)
	binary.BigEndian.PutUint64(message[22:], applied)
	binary.BigEndian.PutUint64(message[30:], uint64(pgoutput.MicrosOf(now)))
	message[38] = 0
	if reply {
		message[38] = 1
	}
}
