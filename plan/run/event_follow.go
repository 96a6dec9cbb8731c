package run

import (
	"time"

	"copydb/catalog"
	"copydb/logical"
	"copydb/plan/drift"
)

// SlotWaits tells whose transactions the creation of a slot waits for.
type SlotWaits struct {
	Blockers []logical.Blocker
}

// SlotMade tells that changes are kept from here on, and how those of each table come.
type SlotMade struct {
	Name      string
	Start     catalog.LSN
	Selection logical.Selection
	Before    bool // it was there already
}

// StageCopied is told by a run that has made the copy for a slot, and leaves following to others.
const StageCopied = "copied"

// StageEntered tells what a run that follows goes on with: copy, rest, follow, end, done; or StageCopied.
type StageEntered struct {
	Stage  string
	EndPos catalog.LSN // that is wanted, 0 where there is none yet
}

// Followed tells how far a run that follows is, every second.
type Followed struct {
	logical.Status
}

// FollowRetried tells that a connection broke while changes were applied, and that they are again after a pause.
type FollowRetried struct {
	Err   error
	Pause time.Duration
}

// AppliedWhole tells that for a while transactions are applied once they have committed on the source, not while they run, and
// what was in the way of that.
type AppliedWhole struct {
	Err error
}

// Strayed tells of tables that are not the same on both sides any more, each difference once.
type Strayed struct {
	Differences []drift.Difference
}

// Received tells that everything up to a position is in the spool.
type Received struct {
	LSN catalog.LSN
}

// EndReached tells that exactly the transactions that committed before are applied.
type EndReached struct {
	LSN  catalog.LSN
	Part bool // what is done at the end is left to others
}

func (SlotWaits) event()     {}
func (SlotMade) event()      {}
func (StageEntered) event()  {}
func (Followed) event()      {}
func (FollowRetried) event() {}
func (AppliedWhole) event()  {}
func (Strayed) event()       {}
func (Received) event()      {}
func (EndReached) event()    {}
