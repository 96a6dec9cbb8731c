package run

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/ddl"
	"copydb/ddl/pgparse"
	"copydb/plan"
)

// lookAtExtensions finds what users did to what the source's extensions brought, and plans the run once more where there is
// something. Nobody but the target can say what its extensions bring: they are made there, looked at, and rolled back.
func (r *run) lookAtExtensions(ctx context.Context) (err error) {
	wanted := r.extensions()
	alone := r.Options.Only == plan.Extensions
	if !alone && !r.Options.Only.HasDefinitions() || r.Options.DDL.NoExtensions || r.isBare() || len(wanted)+len(r.whole.ExtensionMembers) == 0 {
		return nil
	}
	conn, err := r.Target.Connect(ctx, "extensions")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	brought := ddl.Brought{There: map[string]bool{}, Follows: r.Follow != nil || r.beside}
	for _, available := range r.Options.DDL.Around.Extensions {
		brought.There[available.Name] = available.Installed && !r.Options.DropIfExists
	}
	if brought.Now, err = r.tryExtensions(ctx, conn, wanted, nil); err == nil {
		brought.Then, err = r.tryVersions(ctx, conn, wanted, brought)
	}
	if err != nil {
		return &StepError{Side: catalog.Target, Object: "extensions", Err: err}
	}
	source := *r.whole
	source.Extensions = wanted
	found := ddl.FindByHand(&source, brought, pgparse.Equivalent)
	if found.IsZero() {
		return nil
	}
	if alone {
		found = found.Untouched()
	}
	r.Options.DDL.ByHand = found
	return r.build(ctx)
}

func (r *run) isBare() bool { return r.Follow != nil && r.Follow.Bare }

// extensions returns those that the run makes, in the order in which it does.
func (r *run) extensions() []catalog.Extension {
	var wanted []catalog.Extension
	for _, step := range r.plan.Steps {
		for _, statement := range step.Statements {
			if statement.Kind == ddl.KindExtension && step.Kind == plan.PreData {
				wanted = append(wanted, r.facts.Extensions[slices.IndexFunc(r.facts.Extensions, func(e catalog.Extension) bool {
					return catalog.ClassExtension.Of(e.OID) == statement.Object
				})])
			}
		}
	}
	return wanted
}

// movedExtensions are those that the target has already where their schema of the source is mapped to.
func (r *run) movedExtensions(wanted []catalog.Extension) map[string]bool {
	moved := map[string]bool{}
	for _, extension := range wanted {
		to, mapped := r.Options.MapSchemas[extension.Schema]
		moved[extension.Name] = mapped && slices.ContainsFunc(r.Options.DDL.Around.Extensions, func(there catalog.AvailableExtension) bool {
			return there.Name == extension.Name && there.Schema == to
		})
	}
	return moved
}

// tryVersions makes the extensions of which the target has another version in that of the source, and returns nil where the
// target can make none of them so.
func (r *run) tryVersions(ctx context.Context, conn *pgx.Conn, wanted []catalog.Extension, brought ddl.Brought) (*catalog.Facts, error) {
	versions, err := catalog.ReadExtensionVersions(ctx, conn, r.target)
	if err != nil {
		return nil, err
	}
	others := map[string]string{}
	for _, extension := range brought.Now.Extensions {
		at := slices.IndexFunc(wanted, func(e catalog.Extension) bool { return e.Name == extension.Name })
		if at >= 0 && wanted[at].Version != extension.Version &&
			slices.Contains(versions, catalog.ExtensionVersion{Name: extension.Name, Version: wanted[at].Version}) {
			others[extension.Name] = wanted[at].Version
		}
	}
	if len(others) == 0 {
		return nil, nil
	}
	return r.tryExtensions(ctx, conn, wanted, others)
}

// tryExtensions makes extensions, some in a version that is told, reads what is there then, and rolls all back. One that cannot
// be made is not there: the run will tell of it.
func (r *run) tryExtensions(ctx context.Context, conn *pgx.Conn, wanted []catalog.Extension, versions map[string]string) (*catalog.Facts, error) {
	tx, err := conn.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // or the session is closed
	for _, sql := range ddl.TryExtensions(wanted, versions, r.movedExtensions(wanted), r.Options.DropIfExists) {
		err := pgx.BeginFunc(ctx, tx, func(savepoint pgx.Tx) error {
			_, err := savepoint.Exec(ctx, sql, pgx.QueryExecModeExec)
			return err
		})
		if err != nil && catalog.SQLState(err) == "" {
			return nil, err
		}
	}
	return catalog.ReadFacts(ctx, tx, r.target)
}
