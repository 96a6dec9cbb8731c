package preflight

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/logical"
	"copydb/plan"
)

// Checks is a run that is planned and has touched nothing yet, with the sessions to look at both sides by.
type Checks struct {
	Plan     *plan.Plan
	Options  plan.Options
	Target   catalog.Server
	Snapshot catalog.Querier // of the source, as the run sees it
	Session  *pgx.Conn       // in the target's database, or in another of its cluster where that is yet to be created
	Sessions int             // that the run wants on the target
	Present  map[string]bool // what the target holds, as ReadPresent tells it
	Stream   *Stream         // of a run that follows, else nil
}

// Stream is what a run that follows has chosen.
type Stream struct {
	Selection logical.Selection
	Replica   bool   // the target's role may set session_replication_role
	Slot      string // a name that the user chose, and that is not the run's own yet
	Bare      bool   // the copy is made by other means: there is only a slot
}

func (c *Checks) facts() *catalog.Facts { return c.Plan.Choice.Facts }

func (c *Checks) source() catalog.Server { return c.facts().Server }

// check is one of the checks. It returns what it found; an error means that it could not look.
type check func(context.Context) ([]Finding, error)

// Inspect makes all checks that the run's options ask for, but for Clashes, and returns what they found. The source tries
// conditions on rows last, and only where nothing else is refused: one that it does not understand ends the snapshot's
// transaction.
func (c *Checks) Inspect(ctx context.Context) ([]Finding, error) {
	findings := c.unmatched()
	for _, check := range c.chosen() {
		found, err := check(ctx)
		if err != nil {
			return nil, fmt.Errorf("checking before the run: %w", err)
		}
		findings = append(findings, found...)
	}
	if Refuse(findings) != nil {
		return findings, nil
	}
	found, err := c.checkConditions(ctx)
	if err != nil {
		return nil, fmt.Errorf("checking before the run: %w", err)
	}
	return append(findings, found...), nil
}

// chosen returns the checks that the options ask for.
func (c *Checks) chosen() []check {
	only := c.Options.Only
	checks := []check{c.checkServers, c.checkCreate}
	if only != plan.Roles {
		checks = append(checks, c.checkReserved)
	}
	if c.isBare() {
		return append(checks, c.checkStream)
	}
	if only.HasDefinitions() || only == plan.Extensions {
		checks = append(checks, c.checkExtensions)
	}
	if only.HasRows() {
		checks = append(checks, c.checkReadable, c.checkSettings)
	}
	if only.HasLargeObjects() && !c.Options.SkipLargeObjects {
		checks = append(checks, c.checkReadableObjects)
	}
	if only.HasDefinitions() {
		checks = append(checks, c.checkRoles, c.checkTablespaces)
	}
	if only.FillsIn() {
		checks = append(checks, c.checkFilledIn)
	}
	if len(c.Options.MapSchemas) > 0 {
		checks = append(checks, c.checkSchemaMap)
	}
	if c.Stream != nil {
		checks = append(checks, c.checkStream)
	}
	return checks
}

func (c *Checks) isBare() bool { return c.Stream != nil && c.Stream.Bare }
