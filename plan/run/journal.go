package run

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/plan"
)

// journalTables is the journal. A reader with psql should understand it at three in the morning.
var journalTables = []string{
	`create schema copydb`,
	`create table copydb.run (
		started timestamptz not null default pg_catalog.clock_timestamp(),
		version text not null,  -- of copydb
		source text not null,   -- system identifier and database
		snapshot text not null, -- that the rows are read under
		options jsonb not null  -- those that shape the plan
	)`,
	`create table copydb.step (
		id text primary key,
		kind text not null,
		fingerprint text not null, -- of what the step did
		finished timestamptz not null default pg_catalog.clock_timestamp(),
		rows bigint not null,
		bytes bigint not null,
		undo jsonb not null        -- statements that remove what the step made, as strings of Go in ASCII
	)`,
	`create table copydb.exception (
		step text not null references copydb.step on delete cascade,
		place int not null,  -- of a statement that was left out, in the order of all; -1 where it is none
		object text not null, -- '' where it goes without saying
		reason text not null
	)`,
	`comment on schema copydb is 'the journal of a copydb run that has not finished'`,
}

// insertSteps is the rows of steps, in the transaction of the steps themselves.
const insertSteps = `insert into copydb.step (id, kind, fingerprint, rows, bytes, undo)
	select id, kind, fingerprint, rows, bytes, undo::jsonb
	from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[])
		done (id, kind, fingerprint, rows, bytes, undo)`

// insertException is the row of something that the step could not do.
const insertException = `insert into copydb.exception (step, place, object, reason) values ($1, $2::int, $3, $4)`

// stepRows returns the parameters of insertSteps, as text.
func stepRows(tasks []*task) [][]byte {
	columns := make([][]string, 6)
	for _, task := range tasks {
		for i, value := range []string{task.ID, string(task.Kind), task.Fingerprint(), strconv.FormatInt(task.rows, 10),
			strconv.FormatInt(task.bytes, 10), undoJSON(task.Step)} {
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

// journal is what the target knows of a run that has not finished.
type journal struct {
	Version  string
	Source   string // the source's system identifier and database
	Snapshot string
	Options  plan.Options
	Follow   *followed         // of a run that follows, else nil
	done     map[string]string // fingerprints of the steps that are committed, by ID
	loose    int               // how many of them a plan of the same definitions may not have
}

// create writes the journal of a new run, all of it or nothing.
func (j *journal) create(ctx context.Context, conn *pgx.Conn) error {
	options, err := json.Marshal(j.Options)
	if err != nil {
		return fmt.Errorf("encoding the options: %w", err)
	}
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		for _, sql := range journalTables {
			if _, err := tx.Exec(ctx, sql); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, "insert into copydb.run (version, source, snapshot, options) values ($1, $2, $3, $4)",
			j.Version, j.Source, j.Snapshot, options)
		if err != nil || j.Follow == nil {
			return err
		}
		return j.createFollow(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	return nil
}

// readJournal returns the target's journal, nil where there is none.
func readJournal(ctx context.Context, conn *pgx.Conn) (*journal, error) {
	j := &journal{}
	var options []byte
	err := conn.QueryRow(ctx, "select version, source, snapshot, options from copydb.run").
		Scan(&j.Version, &j.Source, &j.Snapshot, &options)
	switch {
	case catalog.SQLState(err) == catalog.UndefinedTable:
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("reading the journal: %w", err)
	}
	if err := json.Unmarshal(options, &j.Options); err != nil {
		return nil, fmt.Errorf("reading the journal's options: %w", err)
	}
	if err := j.readSteps(ctx, conn); err != nil {
		return nil, err
	}
	j.Follow, err = readFollow(ctx, conn)
	return j, err
}

// readSteps reads which steps are done.
func (j *journal) readSteps(ctx context.Context, conn *pgx.Conn) error {
	rows, err := conn.Query(ctx, "select id, fingerprint, kind from copydb.step")
	if err != nil {
		return fmt.Errorf("reading the journal: %w", err)
	}
	j.done, j.loose = map[string]string{}, 0
	var id, fingerprint string
	var kind plan.Kind
	if _, err := pgx.ForEachRow(rows, []any{&id, &fingerprint, &kind}, func() error {
		j.done[id] = fingerprint
		if isLoose(kind) {
			j.loose++
		}
		return nil
	}); err != nil {
		return fmt.Errorf("reading the journal: %w", err)
	}
	return nil
}

// moveTo notes that the run goes on under another snapshot.
func (j *journal) moveTo(ctx context.Context, conn *pgx.Conn, snapshot string) error {
	if _, err := conn.Exec(ctx, "update copydb.run set snapshot = $1", snapshot); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	j.Snapshot = snapshot
	return nil
}

// undo removes what the run has made, the last made first, and the journal with it. Each step's row goes with what the
// step made, so that this can be stopped and done again.
func (j *journal) undo(ctx context.Context, conn *pgx.Conn) error {
	steps, err := readMade(ctx, conn, "undo <> 'null'")
	if err != nil {
		return err
	}
	for _, step := range steps {
		if err := step.undo(ctx, conn); err != nil {
			return err
		}
	}
	return j.drop(ctx, conn)
}

// undoSteps removes what some steps have made, and their rows.
func (j *journal) undoSteps(ctx context.Context, conn *pgx.Conn, ids []string) error {
	steps, err := readMade(ctx, conn, "id = any($1)", ids)
	if err != nil {
		return err
	}
	for _, step := range steps {
		if err := step.undo(ctx, conn); err != nil {
			return err
		}
	}
	return nil
}

// made is a step that is done, and what removes what it made.
type made struct {
	ID   string
	Undo []string
}

// readMade reads steps, the last made first.
func readMade(ctx context.Context, conn *pgx.Conn, which string, args ...any) ([]made, error) {
	rows, err := conn.Query(ctx, "select id, case when undo = 'null' then '[]' else undo end as undo from copydb.step where "+
		which+" order by finished desc", args...)
	if err != nil {
		return nil, fmt.Errorf("reading what the unfinished run made: %w", err)
	}
	steps, err := pgx.CollectRows(rows, pgx.RowToStructByName[made])
	if err != nil {
		return nil, fmt.Errorf("reading what the unfinished run made: %w", err)
	}
	return steps, nil
}

// undo removes what the step made, and its row with it.
func (m made) undo(ctx context.Context, conn *pgx.Conn) error {
	batch := &pgx.Batch{} // one transaction
	for _, quoted := range m.Undo {
		sql, err := strconv.Unquote(quoted)
		if err != nil {
			return fmt.Errorf("reading what step %q of the unfinished run made: %w", m.ID, err)
		}
		batch.Queue(sql)
	}
	batch.Queue("delete from copydb.step where id = $1", m.ID)
	if err := conn.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("removing what step %q of the unfinished run made: %w", m.ID, err)
	}
	return nil
}

// drop ends the run: nothing of copydb's own remains in the target.
func (j *journal) drop(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(ctx, "drop schema copydb cascade"); err != nil {
		return fmt.Errorf("dropping the journal: %w", err)
	}
	return nil
}
