package spool

import (
	"encoding/json"
	"fmt"

	"copydb/catalog"
	"copydb/logical/frames"
	"copydb/logical/pgoutput"
)

// Identity is what a spool is of. A run takes up no other's.
type Identity struct {
	SystemID string      `json:"system"` // of the source's cluster
	Database string      `json:"database"`
	Slot     string      `json:"slot"`
	Created  catalog.LSN `json:"created"` // where the slot began, which tells it from another of its name
}

func (i Identity) String() string {
	return fmt.Sprintf("slot %s of database %s on system %s, made at %s", i.Slot, i.Database, i.SystemID, i.Created)
}

// segmentFormat is the version of what is in a segment.
const segmentFormat = 1

// segmentHeader is what a segment begins with.
type segmentHeader struct {
	Format int      `json:"format"`
	Of     Identity `json:"of"`
	Number uint64   `json:"number"`
	// Start: all that committed before it is in earlier segments, or not in the spool.
	Start catalog.LSN `json:"start"`
	// Oldest is the segment in which the earliest transaction began that is under way here; Number if none is.
	Oldest uint64 `json:"oldest"`
	// Commits is how many transactions were ever spooled before.
	Commits int64 `json:"commits,omitempty"`
	// Open and Segment are how the segment begins: between a Begin and its Commit, or in a segment of a transaction in progress.
	Open    bool         `json:"open,omitempty"`
	Segment pgoutput.XID `json:"segment,omitempty"`
}

// appendSegmentHead writes what a segment begins with: its header, and the relations and types that were announced.
func appendSegmentHead(b []byte, header segmentHeader, known [][]byte) []byte {
	text, err := json.Marshal(header)
	if err != nil {
		panic("BUG: a segment's header that is no JSON: " + err.Error())
	}
	b = appendFrame(b, &frames.Frame{Kind: headerFrame, LSN: header.Start, Data: text}, false)
	for _, message := range known {
		b = appendFrame(b, &frames.Frame{Kind: announcedFrame, LSN: header.Start, Data: message}, false)
	}
	return b
}

// parseSegmentHeader reads what appendSegmentHead wrote first.
func parseSegmentHeader(b []byte) (segmentHeader, error) {
	var header segmentHeader
	frame, _, err := parseFrame(b)
	if err != nil {
		return header, err
	}
	if frame.Kind != headerFrame || json.Unmarshal(frame.Data, &header) != nil {
		return header, errDamaged
	}
	return header, nil
}

// ForeignError: a spool holds the changes of something else than what is to be followed.
type ForeignError struct {
	Where string
	Found Identity
	Want  Identity // the zero value: of a slot that is still to be made
}

func (e *ForeignError) Error() string {
	if e.Want == (Identity{}) {
		return fmt.Sprintf("%s is there already, of %s", e.Where, e.Found)
	}
	return fmt.Sprintf("%s is of %s, not of %s", e.Where, e.Found, e.Want)
}

// DamagedError: a segment is damaged, or missing, which was whole once, so that changes are lost which the source has let
// go of.
type DamagedError struct {
	Segment string
	Offset  int64
	Err     error
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s is damaged at byte %d (%v): changes that the source has let go of are lost", e.Segment, e.Offset, e.Err)
}

// Unwrap returns what is wrong there.
func (e *DamagedError) Unwrap() error { return e.Err }
