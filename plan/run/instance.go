package run

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"copydb/catalog"
	"copydb/plan"
	"copydb/plan/journal"
)

// Instance is a copy of all databases of an instance: a cluster with its roles. The steps of all databases share one pool
// of workers.
type Instance struct {
	// Config is what holds for each database. Its endpoints lead to any database of each side.
	Config
	// Planning is told of each database before its run is planned: nothing else is heard of that, and it may take a while.
	Planning func(database string)
	// Began is asked for the subscribers of a database, or of the roles, whose copy begins.
	Began func(database string) []Subscriber
	// Ended is told how the copy of a database ended.
	Ended func(database string, err error)
}

// ofRoles stands where a database's name does, while the roles are copied.
const ofRoles = "roles"

// databasesAtOnce bounds the sessions that idle: each database has its own.
const databasesAtOnce = 4

// RunInstance copies all databases that take connections and are no templates, the roles first. Before any row is copied,
// each target database gets the journal of its run; so what is not finished can be told from what is, and a run that did
// not finish is resumed by Resume, database by database; ErrNotPlanned, where it ended before. The first failure ends the
// others.
func RunInstance(ctx context.Context, instance Instance) error {
	databases, err := instance.Source.Databases(ctx, "instance")
	if err != nil {
		return err
	}
	if instance.Resume {
		err = instance.checkPlanned(ctx, databases)
	} else {
		err = instance.prepare(ctx, databases)
	}
	if err != nil {
		return err
	}
	shared := newPool(instance.TableJobs, instance.IndexJobs)
	return instance.each(ctx, databases, func(ctx context.Context, database string) error { return instance.copy(ctx, database, shared) })
}

// each does something about every database, some at once, until the first failure.
func (i *Instance) each(ctx context.Context, databases []string, do func(ctx context.Context, database string) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(min(databasesAtOnce, i.TableJobs))
	for _, database := range databases {
		group.Go(func() error {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return do(ctx, database)
		})
	}
	return group.Wait()
}

// prepare copies the roles, and writes the journal of each database's run.
func (i *Instance) prepare(ctx context.Context, databases []string) error {
	roles := i.Config
	roles.Options, roles.awaits = plan.Options{Only: plan.Roles, DDL: i.Options.DDL}, true
	roles.Subscribers = append(slices.Clone(roles.Subscribers), i.Began(ofRoles)...)
	err := Run(ctx, roles)
	i.Ended(ofRoles, err)
	if err != nil {
		return fmt.Errorf("copying the roles: %w", err)
	}
	err = i.each(ctx, databases, func(ctx context.Context, database string) error {
		i.Planning(database)
		config := i.of(database)
		config.unstarted, config.awaits = true, true
		if err := Run(ctx, config); err != nil {
			return fmt.Errorf("preparing database %s: %w", database, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return i.release(ctx, databases)
}

// checkPlanned makes sure that a database without a journal is one that is done, and lets the others begin.
func (i *Instance) checkPlanned(ctx context.Context, databases []string) error {
	var awaiting []string
	missing := false
	for _, database := range databases {
		held, err := i.held(ctx, database)
		switch {
		case err != nil:
			return err
		case held == nil:
			missing = true
		case held.Options.Only == plan.Roles:
			return ErrNotPlanned
		case held.Awaits:
			awaiting = append(awaiting, database)
		}
	}
	if missing && len(awaiting) > 0 {
		return ErrNotPlanned
	}
	return i.release(ctx, awaiting)
}

// held returns the journal in a target's database, nil where there is none.
func (i *Instance) held(ctx context.Context, database string) (held *journal.Run, err error) {
	conn, err := i.Target.In(database).Connect(ctx, "instance")
	if catalog.SQLState(err) == catalog.UndefinedDatabase {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return journal.Read(ctx, conn)
}

// release lets the runs of databases begin, now that each database of the instance has a journal.
func (i *Instance) release(ctx context.Context, databases []string) error {
	return i.each(ctx, databases, func(ctx context.Context, database string) error {
		conn, err := i.Target.In(database).Connect(ctx, "instance")
		if err != nil {
			return err
		}
		defer conn.Close(context.WithoutCancel(ctx))
		return journal.Release(ctx, conn)
	})
}

// of returns what a run of one database needs to know.
func (i *Instance) of(database string) Config {
	config := i.Config
	config.Source, config.Target = i.Source.In(database), i.Target.In(database)
	config.CreateDatabase = true
	return config
}

// copy goes on with the run of a database, which was prepared or did not finish. One that has no journal is done.
func (i *Instance) copy(ctx context.Context, database string, shared *pool) error {
	config := i.of(database)
	config.Resume, config.Restart, config.CreateDatabase = true, false, false
	config.pool = shared
	config.Subscribers = append(slices.Clone(config.Subscribers), i.Began(database)...)
	err := Run(ctx, config)
	switch {
	case errors.Is(err, journal.ErrNone):
		err = nil
	case catalog.SQLState(err) == catalog.UndefinedDatabase:
		err = fmt.Errorf("%w: %w", ErrNotBegun, err)
	}
	i.Ended(database, err)
	if err != nil {
		return fmt.Errorf("database %s: %w", database, err)
	}
	return nil
}
