package cli

import (
	"fmt"
	"strings"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"copydb/logical"
	"copydb/plan/run"
)

// followedEvery is how often a run that follows tells how far behind it is.
const followedEvery = 10 * time.Second

// observeFollow tells what happens in a run that follows.
func (l *lines) observeFollow(event run.Event) {
	switch event := event.(type) {
	case run.SlotWaits:
		l.slotWaits(event)
	case run.SlotMade:
		l.slotMade(event)
	case run.StageEntered:
		l.stageEntered(event)
	case run.Followed:
		l.followed(event.Status)
	case run.FollowRetried:
		l.interrupted("the stream", event.Err, event.Pause)
	case run.AppliedWhole:
		l.tell(line{level: zapcore.InfoLevel, sentence: fmt.Sprintf("large transactions are applied once they have committed, not while they run (%v)", event.Err),
			message: "transactions applied whole", facts: []zap.Field{zap.Error(event.Err)}})
	case run.Strayed:
		for _, difference := range event.Differences {
			sentence := difference.Object + ": " + difference.Reason
			if difference.Mend != "" {
				sentence += "; on the target: " + difference.Mend
			}
			l.tell(line{level: zapcore.WarnLevel, sentence: printable(sentence), message: "definitions differ",
				facts: []zap.Field{zap.String("object", difference.Object), zap.String("reason", difference.Reason), zap.String("mend", difference.Mend)}})
		}
	case run.Received:
		l.tell(line{level: zapcore.InfoLevel, sentence: fmt.Sprintf("what happened up to %s is in the spool; copydb stream apply, or copydb follow, applies it", event.LSN),
			message: "received", facts: []zap.Field{zap.Stringer("lsn", event.LSN)}})
	case run.EndReached:
		sentence := fmt.Sprintf("the end position %s is reached: what committed before is applied, and nothing else", event.LSN)
		if event.Part {
			sentence += "; copydb follow does what is left for the end: sequences, large objects, tables without a key"
		}
		l.tell(line{level: zapcore.InfoLevel, sentence: sentence, message: "end reached", facts: []zap.Field{zap.Stringer("lsn", event.LSN)}})
	}
}

// slotWaits names the transactions that hold a run up.
func (l *lines) slotWaits(event run.SlotWaits) {
	names := make([]string, len(event.Blockers))
	for i, blocker := range event.Blockers {
		names[i] = blocker.String()
	}
	l.tell(line{level: zapcore.WarnLevel, sentence: "the slot waits for transactions on the source to end: " + printable(strings.Join(names, "; ")),
		message: "slot waits", facts: []zap.Field{zap.Strings("blockers", names)}})
}

// stageEntered tells what a run that follows does now.
func (l *lines) slotMade(event run.SlotMade) {
	published := len(event.Selection.Published())
	slot := "slot " + event.Name
	if event.Before {
		slot += " is there, and"
	}
	l.tell(line{
		level:    zapcore.InfoLevel,
		sentence: fmt.Sprintf("%s keeps changes from %s on; %s followed", slot, event.Start, plural(published, "table")),
		message:  "slot made",
		facts: []zap.Field{zap.String("slot", event.Name), zap.Stringer("lsn", event.Start), zap.Int("tables", published),
			zap.Int("tables-again", len(event.Selection.Again))},
	})
}

func (l *lines) stageEntered(event run.StageEntered) {
	sentences := map[string]string{
		"copy":   "copying, while changes are kept",
		"rest":   "finishing what the rows of all tables were needed for",
		"copied": "the copy is made, and the slot keeps what happens: copydb follow goes on with it",
		"follow": "following: once the application has stopped writing, copydb stream sentinel set endpos --current ends it",
		"end":    "bringing over what no stream carries: sequences, large objects, tables without a key",
		"done":   "done: the application can go to the target; then copydb stream cleanup removes the slot and the journal",
	}
	if event.Stage == "follow" && event.EndPos != 0 {
		sentences["follow"] = "following up to the end position " + event.EndPos.String()
	}
	l.stage = event.Stage
	l.tell(line{level: zapcore.InfoLevel, sentence: sentences[event.Stage], message: "stage", facts: []zap.Field{zap.String("stage", event.Stage)}})
}

// shortage is what a run that follows lacks, and goes on without for a while.
type shortage struct {
	room bool // of its spool
	wal  bool // of the source, whose slot needs more than that will keep
}

// fallShort tells of what a run begins to lack, and when it has it again.
func (l *lines) fallShort(status logical.Status) {
	now := shortage{room: status.SpoolFull, wal: status.WALStatus == "unreserved"}
	tell := func(before, now bool, level zapcore.Level, sentence, message string) {
		if now && !before {
			l.tell(line{level: level, sentence: sentence, message: message, facts: []zap.Field{
				zap.Int64("spool-bytes", status.SpoolBytes), zap.Int64("retained-bytes", status.RetainedBytes), zap.String("wal-status", status.WALStatus)}})
		}
	}
	tell(l.short.room, now.room, zapcore.WarnLevel,
		"the spool waits for room on its disk: until there is some, changes stay on the source, as WAL", "spool full")
	tell(!l.short.room, !now.room, zapcore.InfoLevel, "the spool has room again", "spool has room")
	tell(l.short.wal, now.wal, zapcore.WarnLevel, "the source is about to remove WAL that the slot needs (wal_status = unreserved): raise max_slot_wal_keep_size there, or the copy has to begin again", "slot in danger")
	l.short = now
}

// followed tells how far behind a run is, when it has not for a while.
func (l *lines) followed(status logical.Status) {
	l.fallShort(status)
	now := l.tally.now()
	if now.Sub(l.last) < followedEvery || l.stage == "copy" || l.stage == "end" {
		return
	}
	l.last = now
	l.tell(line{
		level:    zapcore.InfoLevel,
		sentence: lagSentence(status),
		message:  "following",
		facts: []zap.Field{zap.Stringer("lsn", status.ReplayLSN), zap.Int64("lag-bytes", status.LagBytes()), zap.Duration("lag", status.Behind),
			zap.Int64("lag-transactions", status.Transactions), zap.Float64("bytes-per-second", status.Rate),
			zap.Int64("spool-bytes", status.SpoolBytes), zap.Int64("retained-bytes", status.RetainedBytes)},
	})
}
