package catalog

import "context"

// Answer is a trigger or a rule that answers to what a replica writes.
type Answer struct {
	Relation string // as SQL, as it was asked for
	Kind     string // TRIGGER or RULE
	Name     string
	State    string // A where it answers to everybody, R where to replicas alone
}

// ReadAnswers returns those of relations, which are given by their names as SQL.
func ReadAnswers(ctx context.Context, session Querier, relations ...string) ([]Answer, error) {
	return readKind[Answer](ctx, session, Server{}, "answer", relations)
}

// Enabled is the statement that leaves it as it is.
func (a Answer) Enabled() string {
	if a.State == "A" {
		return a.alter("ENABLE ALWAYS")
	}
	return a.alter("ENABLE REPLICA")
}

// EnabledPlainly is the statement that has it answer to everybody but replicas.
func (a Answer) EnabledPlainly() string { return a.alter("ENABLE") }

// Disabled is the statement that has it answer to nobody.
func (a Answer) Disabled() string { return a.alter("DISABLE") }

func (a Answer) alter(state string) string {
	return "ALTER TABLE " + a.Relation + " " + state + " " + a.Kind + " " + Ident(a.Name)
}
