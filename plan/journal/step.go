package journal

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"copydb/plan"
)

// insertSteps is the rows of steps, in the transaction of the steps themselves.
const insertSteps = `insert into copydb.step (id, kind, fingerprint, rows, bytes, undo)
	select id, kind, fingerprint, rows, bytes, undo::jsonb
	from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[])
		done (id, kind, fingerprint, rows, bytes, undo)`

// insertException is the row of something that the step could not do.
const insertException = `insert into copydb.exception (step, place, object, reason) values ($1, $2::int, $3, $4)`

// Done is a step that is done.
type Done struct {
	Step        *plan.Step
	Rows, Bytes int64
	But         []Exception // what it did without
}

// Exception is something that a step could not do, and that the run does without.
type Exception struct {
	Place  int    // of a statement that was left out, in the order of all; -1 where it is none
	Object string // "" where it goes without saying
	Reason string
}

// Row is a statement that writes into the journal, with its parameters as text: for the transaction of what it tells of.
type Row struct {
	SQL        string
	Parameters [][]byte
}

// Note returns the rows that say that steps are done, and but for what.
func Note(done ...Done) []Row {
	rows := []Row{{insertSteps, stepColumns(done)}}
	for _, step := range done {
		for _, but := range step.But {
			rows = append(rows, Row{insertException, [][]byte{[]byte(step.Step.ID), fmt.Append(nil, but.Place), []byte(but.Object), []byte(but.Reason)}})
		}
	}
	return rows
}

// stepColumns returns the parameters of insertSteps.
func stepColumns(done []Done) [][]byte {
	columns := make([][]string, 6)
	for _, each := range done {
		step := each.Step
		for i, value := range []string{step.ID, string(step.Kind), step.Fingerprint(), strconv.FormatInt(each.Rows, 10),
			strconv.FormatInt(each.Bytes, 10), undoJSON(step)} {
			columns[i] = append(columns[i], value)
		}
	}
	arrays := make([][]byte, len(columns))
	for i, column := range columns {
		arrays[i] = textArray(column)
	}
	return arrays
}

// undoJSON returns the statements that remove what a step made.
func undoJSON(step *plan.Step) string {
	var statements []string // in ASCII, since JSON takes no bytes of a database that knows no characters
	for _, sql := range step.Undo() {
		statements = append(statements, strconv.QuoteToASCII(sql))
	}
	undo, err := json.Marshal(statements)
	if err != nil {
		panic("BUG: a list of strings that is no JSON: " + err.Error())
	}
	return string(undo)
}

// textArray writes an array as the server reads it, whatever the bytes of its elements.
func textArray(elements []string) []byte {
	array := []byte{'{'}
	for i, element := range elements {
		if i > 0 {
			array = append(array, ',')
		}
		array = append(array, '"')
		for _, b := range []byte(element) {
			if b == '"' || b == '\\' {
				array = append(array, '\\')
			}
			array = append(array, b)
		}
		array = append(array, '"')
	}
	return append(array, '}')
}

// ReadExceptions reads those of a step, or of all steps where its ID is "".
func ReadExceptions(ctx context.Context, conn *pgx.Conn, step string) ([]Exception, error) {
	rows, err := conn.Query(ctx, "select place, object, reason from copydb.exception where step = $1 or $1 = '' order by place", step)
	if err != nil {
		return nil, fmt.Errorf("reading the journal's exceptions: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Exception])
	if err != nil {
		return nil, fmt.Errorf("reading the journal's exceptions: %w", err)
	}
	return found, nil
}

// IsDone asks whether a step is committed.
func IsDone(ctx context.Context, conn *pgx.Conn, step string) (done bool, err error) {
	if err := conn.QueryRow(ctx, "select exists (select from copydb.step where id = $1)", step).Scan(&done); err != nil {
		return false, fmt.Errorf("asking the journal for step %q: %w", step, err)
	}
	return done, nil
}
