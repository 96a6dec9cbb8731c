package run

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"copydb/plan"
	"copydb/plan/journal"
)

// Instance is a copy of all databases of an instance: a cluster with its roles. The steps of all databases share one pool
// of workers.
type Instance struct {
	// Config is what holds for each database. Its endpoints lead to any database of each side.
	Config
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
// not finish is resumed by Resume, database by database. The first failure ends the others.
func RunInstance(ctx context.Context, instance Instance) error {
	databases, err := instance.Source.Databases(ctx, "instance")
	if err != nil {
		return err
	}
	if !instance.Resume {
		if err := instance.prepare(ctx, databases); err != nil {
			return err
		}
	}
	shared := newPool(instance.TableJobs, instance.IndexJobs)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(min(databasesAtOnce, instance.TableJobs))
	for _, database := range databases {
		group.Go(func() error {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return instance.copy(ctx, database, shared)
		})
	}
	return group.Wait()
}

// prepare copies the roles, and writes the journal of each database's run.
func (i *Instance) prepare(ctx context.Context, databases []string) error {
	roles := i.Config
	roles.Options = plan.Options{Only: plan.Roles, DDL: i.Options.DDL}
	roles.Subscribers = append(slices.Clone(roles.Subscribers), i.Began(ofRoles)...)
	err := Run(ctx, roles)
	i.Ended(ofRoles, err)
	if err != nil {
		return fmt.Errorf("copying the roles: %w", err)
	}
	for _, database := range databases {
		config := i.of(database)
		config.unstarted = true
		if err := Run(ctx, config); err != nil {
			return fmt.Errorf("preparing database %s: %w", database, err)
		}
	}
	return nil
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
	if errors.Is(err, journal.ErrNone) {
		err = nil
	}
	i.Ended(database, err)
	if err != nil {
		return fmt.Errorf("database %s: %w", database, err)
	}
	return nil
}
