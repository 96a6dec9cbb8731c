package cli

import (
	"context"
	"fmt"

	cli "github.com/urfave/cli/v2"

	"copydb/ddl"
	"copydb/plan"
	"copydb/plan/run"
)

const planHelp = `Tells what copydb run would do with the same options, and touches nothing on either side: which objects it would make, which
tables it would copy and how, what it would leave out and why, what the target cannot have, what would keep it from
beginning and what helps, which settings of the target cost time, and about how long it takes.

--sql writes the statements instead, in the order in which they would run; COPY on both sides as comments, and what may
hold a password not at all. --json writes all of it for machines, and with --sql the statements as well.

` + filterHelp + "\n\n" + connectionHelp + "\n\n"

// planOptions are what the user chose for a plan.
type planOptions struct {
	runOptions
	sql, json bool
}

func (o *planOptions) flags() []cli.Flag {
	return append(o.runOptions.flags(),
		option("sql", "write the statements, in their order", &o.sql),
		option("json", "write JSON", &o.json))
}

func (a *app) planCommand() *cli.Command {
	options := &planOptions{}
	return &cli.Command{
		Name:        "plan",
		Usage:       "tell what a run would do, and touch nothing",
		UsageText:   "copydb plan --source URL --target URL [options of copydb run]",
		Description: planHelp + exitCodeHelp("a run would end with the same database", Failed, Usage, Exceptions, Refused, Interrupted),
		Flags:       options.flags(),
		Action:      action(options, func(ctx context.Context) error { return a.plan(ctx, options) }),
	}
}

// plan does what the command plan does.
func (a *app) plan(ctx context.Context, options *planOptions) error {
	config := options.config(a.build.Version)
	preview, err := run.Foresee(ctx, config)
	if err != nil {
		return err
	}
	switch {
	case options.json:
		err = writeJSON(a.console.Stdout, newPlanJSON(preview, config, options.sql))
	case options.sql:
		_, err = planScript(preview).WriteTo(a.console.Stdout)
	default:
		_, err = a.console.Stdout.Write([]byte(planText(preview, config)))
	}
	if err != nil {
		return fmt.Errorf("writing the plan: %w", err)
	}
	return planned(preview)
}

// planned makes an error of a plan that would not lead to the same database.
func planned(preview *run.Preview) error {
	if refusal := preview.Refusal(); refusal != nil {
		return refusal
	}
	if len(preview.Plan.Losses) > 0 {
		return &exceptionsError{done: "a run would be done", losses: preview.Plan.Losses, told: true}
	}
	return nil
}

// planScript returns the statements of a plan, and what else its steps do as comments.
func planScript(preview *run.Preview) ddl.Script {
	var statements []*ddl.Statement
	for _, step := range preview.Plan.Steps {
		switch {
		case step.Kind == plan.Copy:
			statements = append(statements, &ddl.Statement{Name: fmt.Sprintf("%s: %s on the source, %s on the target", step.ID,
				step.Table.Copy.CopyOut(step.Rows()), step.Table.Copy.CopyIn(!step.Table.Adds))})
		case step.Kind == plan.Analyze:
			statements = append(statements, &ddl.Statement{Name: step.ID, SQL: "ANALYZE " + step.Table.Name.String()})
		case len(step.Statements) == 0:
			statements = append(statements, &ddl.Statement{Name: step.ID})
		}
		for _, statement := range step.Statements {
			if statement.Secret {
				statement.Name, statement.SQL = statement.Name+" (not shown: it may hold a password)", ""
			}
			statements = append(statements, statement)
		}
	}
	return ddl.Script{Section: ddl.AllOfIt, Version: fmt.Sprint(preview.Target.Major()), Encoding: "UTF8", Statements: statements}
}
