package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"

	"copydb/plan"
)

// tablesShown bounds the lines of a summary; what is left out is one line more.
const tablesShown = 50

// String writes the summary as people know it from pgcopydb: a line a table, a line a phase.
func (s summary) String() string {
	var text strings.Builder
	text.WriteString("\n")
	if len(s.tables) > 0 {
		text.WriteString(s.tableLines())
		text.WriteString("\n")
	}
	text.WriteString(s.phaseLines())
	s.writeState(&text)
	if len(s.left) > 0 {
		fmt.Fprintf(&text, "\nThe filters took along, or changed, %s:\n", plural(len(s.left), "more object"))
		for _, left := range s.left {
			fmt.Fprintf(&text, "  %s: %s\n", printable(left.Object), printable(left.Reason))
		}
	}
	if len(s.losses) > 0 {
		fmt.Fprintf(&text, "\n%s, where the target cannot be the same as the source:\n", plural(len(s.losses), "exception"))
		for _, loss := range s.losses {
			fmt.Fprintf(&text, "  %s: %s\n", printable(loss.Object), printable(loss.Reason))
		}
	}
	return text.String()
}

// writeState says that a run did not come to its end.
func (s summary) writeState(text *strings.Builder) {
	if !s.failed {
		return
	}
	text.WriteString("\nThe run did not finish")
	if s.waiting > 0 {
		fmt.Fprintf(text, "; nothing was copied of %s", plural(s.waiting, "table"))
	}
	text.WriteString(".\n")
}

func (s summary) tableLines() string {
	g := newGrid("Schema", "Name", "Parts", "Rows", "Bytes", "Copy time", "Indexes", "Index time")
	g.left[0], g.left[1] = true, true
	var rest table
	for i, t := range s.tables {
		if i >= tablesShown {
			rest.add(t)
			continue
		}
		parts := fmt.Sprint(t.parts)
		if t.done < t.parts {
			parts = fmt.Sprintf("%d of %d", t.done, t.parts)
		}
		g.add(t.schema, t.bare, parts, formatCount(t.rows), formatBytes(t.bytes), formatDuration(t.copying),
			fmt.Sprint(t.indexes), blankIf(t.indexes == 0, formatDuration(t.indexing)))
	}
	if more := len(s.tables) - tablesShown; more > 0 {
		g.add("", "and "+plural(more, "more table"), fmt.Sprint(rest.parts), formatCount(rest.rows),
			formatBytes(rest.bytes), formatDuration(rest.copying), fmt.Sprint(rest.indexes),
			blankIf(rest.indexes == 0, formatDuration(rest.indexing)))
	}
	return g.String()
}

// add adds another table's work to the table's.
func (t *table) add(other table) {
	t.parts += other.parts
	t.rows += other.rows
	t.bytes += other.bytes
	t.copying += other.copying
	t.indexes += other.indexes
	t.indexing += other.indexing
}

func (s summary) phaseLines() string {
	g := newGrid("Phase", "Sides", "Steps", "Wall clock", "Cumulative", "Bytes", "Concurrency")
	g.left[0], g.left[1] = true, true
	g.add("read the catalogs", "both", "", formatDuration(s.reading), "", "", "1")
	var busy time.Duration
	var bytes int64
	for _, p := range s.phases {
		steps := fmt.Sprint(p.done)
		if p.done < p.steps {
			steps = fmt.Sprintf("%d of %d", p.done, p.steps)
		}
		g.add(phaseName(p.kind), sides(p.kind), steps, formatDuration(p.took()), formatDuration(p.busy),
			blankIf(p.bytes == 0, formatBytes(p.bytes)), fmt.Sprint(p.peak))
		busy += p.busy
		bytes += p.bytes
	}
	g.rule()
	g.add("total", "both", "", formatDuration(s.total), formatDuration(busy), formatBytes(bytes), "")
	return g.String()
}

// phaseName tells what the steps of a kind do.
func phaseName(kind plan.Kind) string {
	switch kind {
	case plan.Drop:
		return "drop what was there"
	case plan.Cluster:
		return "roles and tablespaces"
	case plan.PreData:
		return "definitions before rows"
	case plan.Copy:
		return "copy rows"
	case plan.LargeObjects:
		return "copy large objects"
	case plan.Sequences:
		return "set sequences"
	case plan.Index:
		return "build indexes"
	case plan.Constraint:
		return "add constraints"
	case plan.Vacuum:
		return "vacuum"
	case plan.Statistics:
		return "copy statistics"
	case plan.Analyze:
		return "analyze"
	case plan.ForeignKey:
		return "add foreign keys"
	case plan.PostData:
		return "definitions after rows"
	case plan.Ownership:
		return "owners and privileges"
	case plan.CopyAgain:
		return "copy rows again"
	case plan.ObjectsAgain:
		return "large objects again"
	case plan.SequencesAgain:
		return "set sequences again"
	case plan.Refresh:
		return "refresh materialized views"
	case plan.SwitchOn:
		return "switch triggers on"
	case plan.Final:
		return "last definitions"
	case plan.Database:
		return "the database's own"
	}
	return string(kind)
}

// sides tells which servers the steps of a kind work on.
func sides(kind plan.Kind) string {
	if kind.Class() == plan.BothSides {
		return "both"
	}
	return "target"
}

func blankIf(blank bool, text string) string {
	if blank {
		return ""
	}
	return text
}

// grid is a table of text. Columns are aligned to the right, but for those said to be to the left.
type grid struct {
	left []bool
	rows [][]string // nil is a rule
}

func newGrid(titles ...string) *grid {
	g := &grid{left: make([]bool, len(titles))}
	g.add(titles...)
	g.rule()
	return g
}

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }
func (g *grid) rule()               { g.rows = append(g.rows, nil) }

// String writes the grid, each row on a line.
func (g *grid) String() string {
	widths := make([]int, len(g.left))
	for _, row := range g.rows {
		for i, cell := range row {
			widths[i] = max(widths[i], runewidth.StringWidth(cell))
		}
	}
	var text strings.Builder
	for _, row := range g.rows {
		text.WriteString(strings.TrimRight(g.line(row, widths), " ") + "\n")
	}
	return text.String()
}

func (g *grid) line(row []string, widths []int) string {
	cells := make([]string, len(widths))
	for i, width := range widths {
		switch {
		case row == nil:
			cells[i] = strings.Repeat("-", width)
		case g.left[i]:
			cells[i] = runewidth.FillRight(row[i], width)
		default:
			cells[i] = runewidth.FillLeft(row[i], width)
		}
	}
	if row == nil {
		return strings.Join(cells, "-+-")
	}
	return strings.Join(cells, " | ")
}
