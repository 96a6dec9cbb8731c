package run

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog"
	"copydb/ddl"
	"copydb/plan"
	"copydb/plan/journal"
)

// exceptions is what the target refused that the plan had not foreseen, and that the run does without. All workers share
// it.
type exceptions struct {
	mu      sync.Mutex
	byPlace map[int]*ddl.Statement // the statements of the plan, by their place in the order of all
	places  map[int]string         // the names of those that were left out
	gone    map[catalog.ID]bool
	losses  []ddl.Loss
}

// omitted says why statements of a step are left out, by their place in it.
type omitted map[int]string

// doesWithout says whether a run can do without a statement that the target refuses. A role that is no superuser is refused
// what nobody can know beforehand: what cannot be made is left out with all that needs it, and told.
func (r *run) doesWithout(step *plan.Step, place int, err error) bool {
	statement, state := step.Statements[place], catalog.SQLState(err)
	denied := state == catalog.InsufficientPrivilege && !r.Options.DDL.Around.Rights.Superuser
	if step.Kind == plan.Drop {
		return denied && statement.Keeps // what stays is taken as it is
	}
	return denied || statement.Forgives(state) && (statement.There || len(r.tablesNeeding(statement.Place)) == 0)
}

// tablesNeeding names the tables that cannot be made without a statement: their rows would be lost with it.
func (r *run) tablesNeeding(place int) (tables []string) {
	needing := map[int]bool{place: true}
	for _, step := range r.plan.Steps {
		for _, statement := range step.Statements {
			if step.Kind == plan.Drop || !slices.ContainsFunc(statement.Needs, func(need int) bool { return needing[need] }) {
				continue
			}
			if statement.Kind == ddl.KindTable {
				tables = append(tables, statement.Name)
			}
			needing[statement.Place] = true
		}
	}
	return tables
}

// withTables adds to the target's refusal of a statement which tables that has to end the run for.
func (r *run) withTables(statement *ddl.Statement, err error) error {
	if !statement.Forgives(catalog.SQLState(err)) {
		return err
	}
	if tables := r.tablesNeeding(statement.Place); len(tables) > 0 {
		return &NeededError{Tables: tables, Err: err}
	}
	return err
}

// refusal words why something is left out.
func refusal(err error) string {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return "the target refused it: " + refused.Message
	}
	return err.Error()
}

// needy adds to what is omitted of a step the statements that need something which is left out.
func (e *exceptions) needy(step *plan.Step, without omitted) omitted {
	e.mu.Lock()
	defer e.mu.Unlock()
	names := map[int]string{} // of what this step leaves out, by the place in the order of all
	for i, statement := range step.Statements {
		if _, found := without[i]; !found && step.Kind != plan.Drop {
			for _, need := range statement.Needs {
				name := e.places[need]
				if name == "" {
					name = names[need]
				}
				if name != "" {
					without[i] = "it needs " + name + ", which is left out"
					break
				}
			}
		}
		if _, found := without[i]; found && !statement.There {
			names[statement.Place] = statement.Name
		}
	}
	return without
}

// exceptionsOf returns the journal's rows of what a step leaves out. What is only a part of something left out goes
// without saying.
func (e *exceptions) exceptionsOf(step *plan.Step, without omitted) []journal.Exception {
	e.mu.Lock()
	defer e.mu.Unlock()
	var rows []journal.Exception
	gone := map[catalog.ID]bool{}
	for i, statement := range step.Statements {
		reason, found := without[i]
		if !found || step.Kind == plan.Drop {
			continue
		}
		row := journal.Exception{Place: statement.Place, Reason: reason}
		if !e.gone[statement.Object] && !gone[statement.Object] {
			row.Object = statement.Part()
		}
		for _, id := range statement.Makes {
			gone[id] = !statement.There
		}
		rows = append(rows, row)
	}
	return rows
}

// tell takes note of what a committed step did without, and tells of it.
func (r *run) tell(but []journal.Exception) {
	for _, row := range but {
		r.note(row)
		if row.Object != "" {
			r.emit(LeftOut{Loss: ddl.Loss{Object: row.Object, Reason: row.Reason}})
		}
	}
}

// note takes note of an exception that is in the journal.
func (r *run) note(row journal.Exception) {
	r.exceptions.mu.Lock()
	defer r.exceptions.mu.Unlock()
	if row.Object != "" {
		r.losses = append(r.losses, ddl.Loss{Object: row.Object, Reason: row.Reason})
	}
	if r.byPlace == nil {
		r.places, r.gone = map[int]string{}, map[catalog.ID]bool{}
		r.byPlace = statementsOf(r.plan)
	}
	if statement, found := r.byPlace[row.Place]; found && !statement.There {
		r.places[row.Place] = statement.Name
		for _, id := range statement.Makes {
			r.gone[id] = true
		}
	}
}

// statementsOf maps the statements of a plan, but for its drops, by their place in the order of all.
func statementsOf(p *plan.Plan) map[int]*ddl.Statement {
	statements := map[int]*ddl.Statement{}
	for _, step := range p.Steps {
		for _, statement := range step.Statements {
			if step.Kind != plan.Drop {
				statements[statement.Place] = statement
			}
		}
	}
	return statements
}

// isLeftOut says whether an object was left out while the run went on.
func (e *exceptions) isLeftOut(id catalog.ID) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.gone[id]
}

// pass writes into the journal that a step is done, but for something: it does nothing else.
func (w *worker) pass(ctx context.Context, step *plan.Step, but ...journal.Exception) error {
	if _, err := w.finish(ctx, beginTransaction(), step, but); err != nil {
		return &StepError{Step: step.ID, Side: catalog.Target, Object: step.ID, Err: err}
	}
	return nil
}
