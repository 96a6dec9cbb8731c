package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"copydb/catalog"
	"copydb/ddl"
	"copydb/plan"
	"copydb/plan/run"
)

// bytesPerSecond is what a session copies, about, on two cores that both servers share. It is for a guess alone.
const bytesPerSecond = 60 << 20

// guess returns about how long the rows of a plan take.
func guess(planned *plan.Plan, jobs int) time.Duration {
	largest := int64(0)
	for _, table := range planned.Tables {
		largest = max(largest, table.Bytes/int64(max(table.Parts, 1)))
	}
	bytes := max(planned.Bytes()/int64(jobs), largest)
	return time.Duration(float64(bytes) / bytesPerSecond * float64(time.Second))
}

// objectCount counts the objects of a kind.
type objectCount struct {
	Kind   string `json:"kind"`
	Number int    `json:"number"`
}

// countObjects counts what a plan makes, by kind.
func countObjects(planned *plan.Plan) []objectCount {
	var counts []objectCount
	for _, object := range ddl.Objects(planned.Statements()) {
		if last := len(counts) - 1; last >= 0 && counts[last].Kind == object.Kind {
			counts[last].Number++
			continue
		}
		counts = append(counts, objectCount{object.Kind, 1})
	}
	return counts
}

// largestFirst returns the tables whose rows are copied.
func largestFirst(planned *plan.Plan) []*plan.Table {
	tables := slices.Clone(planned.Tables)
	slices.SortStableFunc(tables, func(a, b *plan.Table) int {
		return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), strings.Compare(a.Name.Plain(), b.Name.Plain()))
	})
	return tables
}

// estimatedRows returns how many rows the source thinks that its tables have, but for those that it does not know of.
func estimatedRows(planned *plan.Plan) map[catalog.OID]int64 {
	rows := map[catalog.OID]int64{}
	for _, table := range planned.Choice.Facts.Tables {
		if table.Rows >= 0 {
			rows[table.OID] = int64(table.Rows)
		}
	}
	return rows
}

// planText writes a plan for people.
func planText(preview *run.Preview, config run.Config) string {
	var text strings.Builder
	for _, side := range []struct {
		catalog.Side
		catalog.Server
	}{{catalog.Source, preview.Source}, {catalog.Target, preview.Target}} {
		fmt.Fprintf(&text, "%s: PostgreSQL %s, database %s, as role %s\n", side.Side, side.Release(), printable(side.Database), printable(side.Role))
	}
	text.WriteString("\n")
	objects := newGrid("Object", "Number")
	objects.left[0] = true
	for _, count := range countObjects(preview.Plan) {
		objects.add(count.Kind, formatCount(int64(count.Number)))
	}
	text.WriteString(objects.String() + "\n")
	if len(preview.Plan.Tables) > 0 {
		text.WriteString(planTables(preview.Plan) + "\n")
	}
	writePlanTotals(&text, preview.Plan, config)
	writePlanNotes(&text, preview)
	return text.String()
}

func planTables(planned *plan.Plan) string {
	rows := estimatedRows(planned)
	g := newGrid("Schema", "Name", "Size", "Rows, about", "Parts", "Format", "")
	g.left[0], g.left[1], g.left[5], g.left[6] = true, true, true, true
	tables := largestFirst(planned)
	for _, table := range tables[:min(tablesShown, len(tables))] {
		count := ""
		if n, known := rows[table.OID]; known {
			count = formatCount(n)
		}
		g.add(printable(table.Name.Schema), printable(table.Name.Name), formatBytes(table.Bytes), count, fmt.Sprint(table.Parts),
			table.Copy.Format.String(), blankIf(table.Copy.Where == "", "some rows"))
	}
	if more := len(tables) - tablesShown; more > 0 {
		g.add("", "and "+plural(more, "more table"), "", "", "", "", "")
	}
	return g.String()
}

// writePlanTotals sums up, and guesses.
func writePlanTotals(text *strings.Builder, planned *plan.Plan, config run.Config) {
	large, parts, steps := 0, 0, map[plan.Kind]int{}
	for _, step := range planned.Steps {
		large += len(step.LargeObjects())
		steps[step.Kind]++
	}
	for _, table := range planned.Tables {
		parts += table.Parts
	}
	fmt.Fprintf(text, "%s, about %s, in %s; %s; %s; %s to build, %s to check\n", plural(len(planned.Tables), "table"),
		formatBytes(planned.Bytes()), plural(parts, "part"), plural(large, "large object"), plural(len(planned.Sequences), "sequence"),
		plural(steps[plan.Index], "index step"), plural(steps[plan.ForeignKey], "foreign key step"))
	fmt.Fprintf(text, "a guess: %s for the rows with --table-jobs %d, at %s/s a session; indexes and checks come on top\n",
		formatDuration(guess(planned, config.TableJobs)), config.TableJobs, formatBytes(bytesPerSecond))
}

// writePlanNotes lists what is not as the user may expect it.
func writePlanNotes(text *strings.Builder, preview *run.Preview) {
	planned, asked := preview.Plan, 0
	var along []string
	for _, left := range planned.Choice.Left {
		if left.Asked {
			asked++
		} else {
			along = append(along, left.Object+": "+left.Reason)
		}
	}
	if asked > 0 {
		fmt.Fprintf(text, "\nThe filters leave out %s.\n", plural(asked, "object"))
	}
	writeList(text, fmt.Sprintf("They take along, or change, %s:", plural(len(along), "more object")), along)
	var exceptions, notes, refused []string
	for _, loss := range planned.Losses {
		exceptions = append(exceptions, loss.Object+": "+loss.Reason)
	}
	writeList(text, plural(len(exceptions), "exception")+", where the target cannot be the same as the source:", exceptions)
	for _, finding := range preview.Findings {
		if finding.Refused {
			refused = append(refused, finding.Advice())
		} else {
			notes = append(notes, finding.Advice())
		}
	}
	writeList(text, "Worth knowing:", notes)
	writeList(text, "A run would be refused, before anything is touched:", refused)
}

func writeList(text *strings.Builder, title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	text.WriteString("\n" + title + "\n")
	for _, line := range lines {
		text.WriteString("  " + cleanLine(line) + "\n")
	}
}
