package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	cli "github.com/urfave/cli/v2"

	"copydb/catalog"
	"copydb/logical"
	"copydb/plan/journal"
)

const statusHelp = `Tells how far the run is whose journal the target holds, from any machine that reaches it. With the source given, its
position is asked for as well, and the slot: else they are those that the run has told.

` + connectionHelp + "\n\n"

// statusOptions are what the user chose for asking.
type statusOptions struct {
	connections
	json bool
}

func (a *app) statusCommand() *cli.Command {
	options := &statusOptions{}
	return &cli.Command{
		Name:        "status",
		Usage:       "tell how far a run is",
		UsageText:   "copydb status --target URL [--source URL] [--json]",
		Description: statusHelp + exitCodeHelp("told", Failed, Usage, Interrupted),
		Flags:       append(options.flags(), option("json", "print JSON", &options.json)),
		Action:      action(options, func(ctx context.Context) error { return a.status(ctx, options) }),
	}
}

// Validate reads the connection strings. The source's is not needed.
func (o *statusOptions) Validate() error {
	if o.givenSource != "" {
		return firstError(o.readTarget, o.readSource)
	}
	return o.readTarget()
}

// status does what the command status does.
func (a *app) status(ctx context.Context, options *statusOptions) error {
	var source *catalog.Endpoint
	if options.givenSource != "" {
		source = &options.source
	}
	report, err := journal.ReadReport(ctx, options.target, source)
	if errors.Is(err, journal.ErrNone) {
		_, err = fmt.Fprintln(a.console.Stdout, "the target holds no journal of a run: there is none, or it has finished")
		return err
	}
	if err != nil {
		return err
	}
	if options.json {
		return writeJSON(a.console.Stdout, viewReport(report))
	}
	_, err = fmt.Fprint(a.console.Stdout, reportLines(report))
	return err
}

// reportView is a report as machines read it, with names like those of all documents; the log has kebab-case.
type reportView struct {
	Started  time.Time     `json:"started"`
	Steps    int64         `json:"steps_done"`
	Rows     int64         `json:"rows_copied"`
	Bytes    int64         `json:"bytes_copied"`
	Running  bool          `json:"running"`
	Follow   *followView   `json:"follow,omitempty"`
	Sentinel *sentinelView `json:"sentinel,omitempty"`
}

// followView is what a run that follows tells of itself, as machines read it.
type followView struct {
	Stage               string      `json:"stage"`
	Updated             time.Time   `json:"updated"`
	Slot                string      `json:"slot"`
	SourceLSN           catalog.LSN `json:"source_lsn"`
	LagBytes            int64       `json:"lag_bytes"`
	LagSeconds          float64     `json:"lag_seconds"`
	LagTransactions     int64       `json:"lag_transactions"`
	Committed           *time.Time  `json:"committed"`
	AppliedTransactions int64       `json:"applied_transactions"`
	AppliedChanges      int64       `json:"applied_changes"`
	BytesPerSecond      float64     `json:"bytes_per_second"`
	CatchUpSeconds      float64     `json:"catch_up_seconds"`
	SpoolBytes          int64       `json:"spool_bytes"`
	SpoolFull           bool        `json:"spool_full"`
	RetainedBytes       int64       `json:"retained_bytes"`
	WALStatus           string      `json:"wal_status"`
}

func viewReport(report *journal.Report) reportView {
	view := reportView{Started: report.Started, Steps: report.Steps, Rows: report.Rows, Bytes: report.Bytes, Running: report.Running}
	if report.Follow == nil {
		return view
	}
	s := report.Follow
	view.Follow = &followView{Stage: s.Stage, Updated: s.Updated, Slot: report.Slot, SourceLSN: s.SourceLSN, LagBytes: s.LagBytes(),
		LagSeconds: s.Behind.Seconds(), LagTransactions: s.Transactions, Committed: s.Committed,
		AppliedTransactions: s.AppliedTransactions, AppliedChanges: s.AppliedChanges, BytesPerSecond: s.Rate,
		CatchUpSeconds: s.CatchUp().Seconds(), SpoolBytes: s.SpoolBytes, SpoolFull: s.SpoolFull, RetainedBytes: s.RetainedBytes, WALStatus: s.WALStatus}
	view.Sentinel = &sentinelView{StartPos: report.Sentinel.StartPos, EndPos: report.Sentinel.EndPos, Apply: report.Sentinel.Apply,
		WriteLSN: s.WriteLSN, FlushLSN: s.FlushLSN, ReplayLSN: s.ReplayLSN}
	return view
}

// reportLines writes a report for people.
func reportLines(report *journal.Report) string {
	var text strings.Builder
	tell := func(name, format string, args ...any) {
		fmt.Fprintf(&text, "%-14s %s\n", name, fmt.Sprintf(format, args...))
	}
	state := "not running: go on with copydb resume"
	if report.Running {
		state = "running"
	}
	switch {
	case report.Follow != nil && report.Follow.Stage == string(journal.StageDone):
		state = "done: the end position is reached"
	case report.Bare && !report.Running:
		state = "a slot for a copy made by other means, not followed"
	}
	tell("run", "%s, begun %s", state, report.Started.UTC().Format(time.RFC3339))
	tell("copied", "%s, %s in %s", plural(report.Rows, "row"), formatBytes(report.Bytes), plural(report.Steps, "step"))
	s := report.Follow
	if s == nil {
		return text.String()
	}
	tell("stage", "%s", s.Stage)
	tell("lag", "%s", lagSentence(*s))
	tell("applied", "%s to %s: %s, %s", s.ReplayLSN, s.SourceLSN, plural(s.AppliedTransactions, "transaction"), plural(s.AppliedChanges, "change"))
	tell("end position", "%s", orNone(report.Sentinel.EndPos))
	if s.SpoolFull {
		tell("spool", "%s, and waits for room", formatBytes(s.SpoolBytes))
	} else {
		tell("spool", "%s", formatBytes(s.SpoolBytes))
	}
	tell("slot", "%s, keeps %s of WAL on the source (%s)", report.Slot, formatBytes(s.RetainedBytes), orUnknown(s.WALStatus))
	tell("next", "%s", nextSentence(report))
	tell("told", "%s", s.Updated.UTC().Format(time.RFC3339))
	return text.String()
}

// nextSentence tells what is up to people.
func nextSentence(report *journal.Report) string {
	s := report.Follow
	switch {
	case s.Stage == string(journal.StageDone):
		return "point the application to the target; then copydb stream cleanup"
	case report.Beside && !report.Running:
		return "a part of the copy is not finished: copydb resume"
	case report.Bare && !report.Running:
		return "once the copy is there: copydb follow"
	case !report.Running:
		return "copydb resume"
	case s.Paused:
		return "when changes shall be applied: copydb stream sentinel set apply"
	case s.Stage == string(journal.StageFollow) && report.Sentinel.EndPos == 0:
		return "once the application has stopped writing: copydb stream sentinel set endpos --current"
	}
	return "nothing: it goes on by itself"
}

// lagSentence tells how far a run that follows is behind, and how fast it applies.
func lagSentence(s logical.Status) string {
	text := "caught up"
	switch {
	case s.ReplayLSN == 0:
		text = "nothing applied yet"
	case s.LagBytes() > 0 || s.Behind > 0:
		text = fmt.Sprintf("%s, %s, %s behind", formatBytes(s.LagBytes()), formatDuration(s.Behind), plural(s.Transactions, "transaction"))
	}
	if s.Paused {
		text += "; paused: copydb stream sentinel set apply goes on"
	}
	if s.Rate > 0 {
		text += fmt.Sprintf("; applying %s/s", formatBytes(int64(s.Rate)))
	}
	if left := s.CatchUp(); left > time.Second {
		text += ", about " + formatDuration(left) + " to catch up"
	}
	return text
}

func orNone(lsn catalog.LSN) string {
	if lsn == 0 {
		return "none yet"
	}
	return lsn.String()
}

func orUnknown(text string) string {
	if text == "" {
		return "unknown"
	}
	return text
}
