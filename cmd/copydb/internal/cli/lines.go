package cli

import (
	"fmt"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"copydb/catalog"
	"copydb/ddl"
	"copydb/plan"
	"copydb/plan/run"
)

// progressEvery is how often a run that has nothing else to say tells how far it is.
const progressEvery = time.Minute

// lines tells a run as it goes on, a line for what people want to know: phases, tables, and now and then how far it is.
// It observes after its tally.
type lines struct {
	teller
	tally *tally
	last  time.Time // of the last line on how far it is
	stage string    // of a run that follows
	short shortage  // that was told
}

func newLines(teller teller, tally *tally) *lines {
	return &lines{teller: teller, tally: tally, last: tally.started}
}

// observe tells an event, if it is worth a line.
func (l *lines) observe(event run.Event) {
	switch event := event.(type) {
	case run.Connected:
		l.connected(catalog.Source, event.SourceAddress, event.Source)
		l.connected(catalog.Target, event.TargetAddress, event.Target)
	case run.Planned:
		l.planned(event)
	case run.StepStarted:
		l.started(event)
	case run.StepRetried:
		l.interrupted(event.Step.ID, event.Err, event.Pause)
	case run.LeftOut:
		l.lost(event.Loss)
	case run.BytesCopied:
		l.copied()
	case run.StepFinished:
		l.finished(event)
	default:
		l.observeFollow(event)
	}
}

func (l *lines) connected(side catalog.Side, address string, server catalog.Server) {
	l.tell(line{
		level:    zapcore.InfoLevel,
		sentence: fmt.Sprintf("%s: %s: %s", side, address, describe(server)),
		message:  "connected",
		facts: []zap.Field{zap.String("side", string(side)), zap.String("address", address), zap.String("version", server.Release()),
			zap.String("database", server.Database), zap.String("role", server.Role), zap.Bool("superuser", server.Superuser)},
	})
}

// copies tells how much there is to do.
func (l *lines) copies(event run.Planned) {
	var bytes int64
	for _, table := range event.Plan.Tables {
		bytes += table.Bytes
	}
	sentence := fmt.Sprintf("copying %s, about %s on the source's disk, in %s",
		plural(len(event.Plan.Tables), "table"), formatBytes(bytes), plural(len(event.Plan.Steps), "step"))
	if len(event.Done) > 0 {
		sentence += fmt.Sprintf(", %d of them done before", len(event.Done))
	}
	l.tell(line{
		level:    zapcore.InfoLevel,
		sentence: sentence,
		message:  "planned",
		facts: []zap.Field{zap.Int("tables", len(event.Plan.Tables)), zap.Int64("estimated-bytes", bytes),
			zap.Int("steps", len(event.Plan.Steps)), zap.Int("done-before", len(event.Done)), zap.Int("exceptions", len(event.Plan.Losses))},
	})
}

func (l *lines) planned(event run.Planned) {
	if !event.Changes {
		l.copies(event)
	}
	for _, finding := range event.Findings {
		l.tell(line{
			level:    zapcore.WarnLevel,
			sentence: finding.Advice(),
			message:  "preflight finding",
			facts: []zap.Field{zap.String("side", string(finding.Side)), zap.String("finding", finding.Text),
				zap.String("hint", finding.Hint)},
		})
	}
	for _, left := range event.Plan.Choice.Left {
		level := zapcore.InfoLevel
		if left.Asked {
			level = zapcore.DebugLevel // they know
		}
		l.tell(line{
			level:    level,
			sentence: fmt.Sprintf("left out: %s: %s", left.Object, left.Reason),
			message:  "left out",
			facts:    []zap.Field{zap.String("object", left.Object), zap.String("reason", left.Reason)},
		})
	}
	for _, loss := range event.Plan.Losses {
		l.lost(loss)
	}
}

// lost tells an exception.
func (l *lines) lost(loss ddl.Loss) {
	l.tell(line{
		level:    zapcore.WarnLevel,
		sentence: fmt.Sprintf("the target cannot be the same: %s: %s", loss.Object, loss.Reason),
		message:  "exception",
		facts:    []zap.Field{zap.String("object", loss.Object), zap.String("reason", loss.Reason)},
	})
}

// interrupted tells that a connection was lost, or could not be made, and that it is tried again.
func (l *lines) interrupted(what string, err error, pause time.Duration) {
	reason := explain(err).message
	l.tell(line{
		level:    zapcore.WarnLevel,
		sentence: fmt.Sprintf("%s: interrupted (%s); trying again in %s", what, reason, formatDuration(pause)),
		message:  "interrupted",
		facts:    []zap.Field{zap.String("what", what), zap.String("error", reason), zap.Duration("pause", pause)},
	})
}

func (l *lines) started(event run.StepStarted) {
	p := l.tally.phaseNow(event.Step.Kind)
	if !event.Joins && p.done == 0 && p.running == 1 && p.first.Equal(event.At) {
		todo := ""
		if p.steps > 0 { // what is done at the end is in no plan
			todo = fmt.Sprintf(": %s to do", plural(p.steps, "step"))
		}
		l.tell(line{
			level:    zapcore.InfoLevel,
			sentence: phaseName(p.kind) + todo,
			message:  "phase started",
			facts:    []zap.Field{zap.String("phase", string(p.kind)), zap.Int("steps", p.steps)},
		})
	}
	l.tell(line{level: zapcore.DebugLevel, sentence: event.Step.ID + ": started", message: "step started",
		facts: []zap.Field{zap.String("step", event.Step.ID)}})
}

func (l *lines) finished(event run.StepFinished) {
	step := event.Step
	outcome := "finished"
	if event.Err != nil {
		outcome = "failed" // the run's own error says why; that of a sibling is its echo
	}
	l.tell(line{
		level:    zapcore.DebugLevel,
		sentence: fmt.Sprintf("%s: %s after %s", step.ID, outcome, formatDuration(event.Took)),
		message:  "step " + outcome,
		facts:    []zap.Field{zap.String("step", step.ID), zap.Duration("took", event.Took)},
	})
	if event.Err != nil {
		return
	}
	if step.Kind == plan.Copy && step.Table != nil {
		l.tableFinished(step.Table)
	}
	if p := l.tally.phaseNow(step.Kind); p.done == p.steps {
		l.phaseFinished(p)
	}
}

func (l *lines) tableFinished(which *plan.Table) {
	t := l.tally.tableNow(which)
	if t.done < t.parts {
		return
	}
	l.tell(line{
		level: zapcore.InfoLevel,
		sentence: fmt.Sprintf("copied %s: %s, %s in %s", t.name, plural(t.rows, "row"), formatBytes(t.bytes),
			formatDuration(t.copying)),
		message: "table copied",
		facts: []zap.Field{zap.String("table", which.Name.Plain()), zap.Int("parts", t.parts), zap.Int64("rows", t.rows),
			zap.Int64("bytes", t.bytes), zap.Duration("took", t.copying)},
	})
}

func (l *lines) phaseFinished(p phase) {
	sentence := fmt.Sprintf("%s: done in %s", phaseName(p.kind), formatDuration(p.took()))
	if p.bytes > 0 {
		sentence += fmt.Sprintf(", %s, %s", plural(p.rows, "row"), formatBytes(p.bytes))
	}
	l.tell(line{
		level:    zapcore.InfoLevel,
		sentence: sentence,
		message:  "phase finished",
		facts: []zap.Field{zap.String("phase", string(p.kind)), zap.Int("steps", p.steps), zap.Int64("rows", p.rows),
			zap.Int64("bytes", p.bytes), zap.Duration("took", p.took()), zap.Int("concurrency", p.peak)},
	})
}

// copied tells how far the run is, when it has not for a while.
func (l *lines) copied() {
	now := l.tally.now()
	if now.Sub(l.last) < progressEvery {
		return
	}
	l.last = now
	p := l.tally.progress()
	l.tell(line{
		level:    zapcore.InfoLevel,
		sentence: p.sentence(),
		message:  "progress",
		facts: []zap.Field{zap.Int64("bytes", p.passed), zap.Int64("estimated-bytes", p.total), zap.Int64("bytes-per-second", p.rate),
			zap.Duration("left", p.left), zap.Int("indexes-built", p.built), zap.Int("indexes", p.builds)},
	})
}

// sentence tells how far the run is.
func (p progress) sentence() string {
	text := fmt.Sprintf("copied %d%% of about %s, %s/s", p.percent(), formatBytes(p.total), formatBytes(p.rate))
	if p.left > 0 {
		text += ", about " + formatDuration(p.left) + " left"
	}
	return text
}

// percent tells how much of the rows is there.
func (p progress) percent() int {
	switch {
	case !p.planned:
		return 0
	case p.total == 0:
		return 100
	}
	return int(100 * p.copied / p.total)
}

// phaseNow returns what a phase adds up to at this moment.
func (t *tally) phaseNow(kind plan.Kind) phase {
	t.mu.Lock()
	defer t.mu.Unlock()
	return *t.phase(kind)
}

// tableNow returns what a table adds up to at this moment.
func (t *tally) tableNow(which *plan.Table) table {
	t.mu.Lock()
	defer t.mu.Unlock()
	if found := t.tables[which]; found != nil {
		return *found
	}
	return table{name: printable(which.Name.Plain())}
}
