package run

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/ddl"
	"copydb/plan"
)

// Finding is something that preflight noticed.
type Finding struct {
	Side    catalog.Side
	Refused bool // the run cannot succeed
	Text    string
	Hint    string
}

func (f Finding) String() string { return fmt.Sprintf("%s: %s", f.Side, f.Text) }

// preflight looks for everything that would stop the run later, before anything is touched. It returns a *Refusal when it
// found any, else what is worth telling.
func (r *run) preflight(ctx context.Context) ([]Finding, error) {
	findings, err := r.inspect(ctx)
	if err != nil {
		return nil, fmt.Errorf("checking before the run: %w", err)
	}
	refused := refusals(findings)
	if len(refused) > 0 {
		return nil, &Refusal{Findings: refused}
	}
	return findings, nil
}

// refusals returns those of the findings that a run cannot succeed with.
func refusals(findings []Finding) []Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(finding Finding) bool { return !finding.Refused })
}

// inspect makes all checks that the options ask for.
func (r *run) inspect(ctx context.Context) ([]Finding, error) {
	only := r.Options.Only
	checks := []func(context.Context) ([]Finding, error){r.checkServers, r.checkCreate}
	if only != plan.Roles {
		checks = append(checks, r.checkReserved)
	}
	if only.HasDefinitions() || only == plan.Extensions {
		checks = append(checks, r.checkExtensions)
	}
	if only.HasRows() {
		checks = append(checks, r.checkReadable, r.checkSettings)
	}
	if only.HasLargeObjects() && !r.Options.SkipLargeObjects {
		checks = append(checks, r.checkReadableObjects)
	}
	if only.HasDefinitions() {
		checks = append(checks, r.checkRoles, r.checkTablespaces)
	}
	if only.FillsIn() {
		checks = append(checks, r.checkThere)
	}
	if len(r.Options.MapSchemas) > 0 {
		checks = append(checks, r.checkMap)
	}
	if r.Follow != nil && r.Follow.Bare {
		checks = []func(context.Context) ([]Finding, error){r.checkServers, r.checkCreate, r.checkReserved}
	}
	if r.Follow != nil {
		checks = append(checks, r.checkFollow)
	}
	findings := r.unmatched()
	for _, check := range checks {
		found, err := check(ctx)
		if err != nil {
			return nil, err
		}
		findings = append(findings, found...)
	}
	if len(refusals(findings)) > 0 {
		return findings, nil
	}
	found, err := r.checkConditions(ctx)
	return append(findings, found...), err
}

// checkServers refuses servers that this release cannot copy between.
func (r *run) checkServers(context.Context) ([]Finding, error) {
	var findings []Finding
	source, target := r.facts.Server, r.target
	if source.SystemID == target.SystemID && source.StartedAt == target.StartedAt && source.Database == target.Database {
		findings = append(findings, Finding{Side: catalog.Target, Refused: true, Text: "it is the source itself",
			Hint: "give the target another server or another database"})
	}
	for side, server := range map[catalog.Side]catalog.Server{catalog.Source: source, catalog.Target: target} {
		if !server.Known() {
			findings = append(findings, Finding{Side: side, Refused: true,
				Text: fmt.Sprintf("PostgreSQL %d is not among the versions 13 to 18 that this copydb knows", server.Major()),
				Hint: "use a copydb release that knows this version"})
		}
	}
	if target.InRecovery {
		findings = append(findings, Finding{Side: catalog.Target, Refused: true, Text: "it is a standby and takes no writes",
			Hint: "give the address of the primary"})
	}
	return findings, nil
}

// checkReserved refuses a source with a schema of the journal's name: it would be left out.
func (r *run) checkReserved(ctx context.Context) ([]Finding, error) {
	schemas, err := catalog.ReadReservedSchemas(ctx, r.snapshot, r.facts.Server)
	var findings []Finding
	for _, schema := range schemas {
		finding := Finding{Side: catalog.Source, Refused: true,
			Text: fmt.Sprintf("schema %s cannot be copied, since copydb keeps its journal under this name", schema.Name),
			Hint: fmt.Sprintf("ALTER SCHEMA %s RENAME TO another name", catalog.Ident(schema.Name))}
		if schema.Journal {
			finding.Text = "it holds a copy that has not finished"
			finding.Hint = "finish that copy, or DROP SCHEMA " + catalog.Ident(schema.Name) + " CASCADE"
		}
		findings = append(findings, finding)
	}
	return findings, err
}

// checkCreate refuses a target where the role may not even make the journal.
func (r *run) checkCreate(ctx context.Context) ([]Finding, error) {
	may, err := catalog.MayCreate(ctx, r.lock, r.target)
	if err != nil || may {
		return nil, err
	}
	return []Finding{{Side: catalog.Target, Refused: true,
		Text: fmt.Sprintf("role %s may not create schemas in database %s", r.target.Role, r.target.Database),
		Hint: fmt.Sprintf("GRANT CREATE ON DATABASE %s TO %s, or better, connect as the database's owner",
			catalog.Ident(r.target.Database), catalog.Ident(r.target.Role))}}, nil
}

// checkExtensions refuses extensions that the target does not offer.
func (r *run) checkExtensions(context.Context) ([]Finding, error) {
	if r.Options.DDL.NoExtensions {
		return nil, nil
	}
	offered := map[string]bool{}
	for _, extension := range r.Options.DDL.Around.Extensions {
		offered[extension.Name] = true
	}
	var findings []Finding
	for _, extension := range r.facts.Extensions {
		if !offered[extension.Name] {
			findings = append(findings, Finding{Side: catalog.Target, Refused: true,
				Text: fmt.Sprintf("extension %s is not available", extension.Name),
				Hint: "install it on the target's server, or leave all extensions out with --skip-extensions"})
		}
	}
	return findings, nil
}

// checkEmpty refuses a target that holds objects which the run would make, and has not been told to drop.
func (r *run) checkEmpty(ctx context.Context) ([]Finding, error) {
	if r.Follow != nil && r.Follow.Bare {
		return nil, nil // what is there is another's copy
	}
	if r.Options.DropIfExists {
		return nil, nil
	}
	there, err := r.targetObjects(ctx)
	if err != nil {
		return nil, err
	}
	var clashes []string
	for _, step := range r.plan.Steps {
		for _, statement := range step.Statements {
			if statement.Drop != "" && there[statement.Name] {
				clashes = append(clashes, statement.Name)
			}
		}
	}
	if len(clashes) == 0 {
		return nil, nil
	}
	return []Finding{{Side: catalog.Target, Refused: true, Text: "it already holds " + some(clashes),
		Hint: "choose an empty database, or drop what is in the way with --drop-if-exists"}}, nil
}

// targetObjects returns the names of what can be in the way on the target, as statements would name them.
func (r *run) targetObjects(ctx context.Context) (map[string]bool, error) {
	facts, err := r.targetFacts(ctx)
	if err != nil {
		return nil, err
	}
	there := map[string]bool{}
	statements, _ := ddl.Statements(facts, r.target, ddl.Options{})
	for _, statement := range statements {
		there[statement.Name] = statement.Drop != "" && !statement.Keeps
	}
	return there, nil
}

// targetFacts reads what is on the target.
func (r *run) targetFacts(ctx context.Context) (facts *catalog.Facts, err error) {
	err = pgx.BeginFunc(ctx, r.lock, func(tx pgx.Tx) error {
		facts, err = catalog.ReadFacts(ctx, tx, r.target)
		return err
	})
	return facts, err
}

// some names the first few of many.
func some(names []string) string {
	const shown = 5
	if len(names) <= shown {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), len(names)-shown)
}
