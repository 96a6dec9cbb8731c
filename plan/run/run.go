package run

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"copydb/catalog"
	"copydb/logical"
	"copydb/logical/spool"
	"copydb/plan"
	"copydb/plan/journal"
	"copydb/plan/preflight"
)

// Config is what a run needs to know.
type Config struct {
	Source, Target catalog.Endpoint
	Options        plan.Options
	CreateDatabase bool              // create the target's database where it is missing
	Follow         *journal.Settings // go on with what happens on the source after the copy; nil: the copy alone
	Restream       *bool             // of a run that follows and is taken up: whether transactions come while they run from now on; nil: as before
	Respool        string            // of a run that follows and is taken up: where changes wait from now on, as in Follow; "": as before
	Part           Part              // of a run that follows, to do by itself; "" for all of it
	Hold           Hold              // of PartSetup: keeps the snapshot for as long as it does not return; nil: it is let go
	Restart        bool              // remove what an unfinished run made in the target, and begin again
	Resume         bool              // go on with the unfinished run in the target, whose Options hold
	NotConsistent  bool              // let a resumed run read the remaining rows under another snapshot
	SnapshotID     string            // read under this snapshot, which another session exported
	TableJobs      int               // sessions that copy rows at the same time
	IndexJobs      int               // sessions that build indexes and the like at the same time
	RetryFor       time.Duration     // how long a step is tried again after a broken connection
	LookEvery      time.Duration     // how often the definitions of both sides are compared while changes are applied; 0: every 30 s
	Version        string
	Subscribers    []Subscriber

	// Of a run that is one of several (RunInstance).
	pool      *pool // bounds the steps of all together; nil where there is one run
	unstarted bool  // end when the journal is written, before anything is copied: for another run to resume
	awaits    bool  // it belongs to what comes before all databases are planned
}

// run is one run under way.
type run struct {
	Config
	emitter
	lock     *pgx.Conn // the session that holds the target's lock, and keeps the journal
	snapshot *catalog.Snapshot
	whole    *catalog.Facts // of the source
	facts    *catalog.Facts // of what is copied
	target   catalog.Server
	has      catalog.Resources // of the target
	present  map[string]bool   // what it holds, of a run that makes something
	plan     *plan.Plan
	journal  *journal.Run
	created  bool // the target's database, and nothing in it
	exceptions
	replica bool                           // the target's role may write under session_replication_role = replica
	choice  logical.Selection              // how the changes of each table come, of a run that follows
	settled bool                           // the journal is written: what was around the target before stays part of the options
	moved   catalog.LSN                    // where the snapshot of a resumed copy stands in the stream, 0 where it is the old one
	built   map[catalog.Name]catalog.Build // the source's tables under the snapshot, of a run that follows
	passed  map[catalog.Name]bool          // tables of the target whose changes are passed over, since the end copies them again
	beside  bool                           // it makes a part of a copy beside a slot that was made alone
	letGo   catalog.LSN                    // what the slot of a run that is taken up has let go of
}

// Run copies the source to the target. It returns nil when everything is there, journal.ErrLocked, ErrUnfinished or a *Refusal when
// nothing was touched, and else the first failure, a *StepError where a step failed, in an *UnfinishedError where the run can be resumed.
func Run(ctx context.Context, config Config) (err error) {
	r := &run{Config: config, passed: map[catalog.Name]bool{}, emitter: emitter{subscribers: config.Subscribers}}
	defer func() {
		if err != nil && ctx.Err() != nil {
			err = context.Cause(ctx) // the run was stopped: all else is an echo
		}
		err = errors.Join(err, r.close(ctx), r.takeBack(ctx))
		if err != nil && r.Part != PartSetup && (r.settled || r.Resume && r.journal != nil) {
			err = &UnfinishedError{err}
		}
	}()
	if err := r.prepare(ctx); err != nil {
		return err
	}
	switch {
	case r.unstarted:
		return nil
	case r.Part == PartSetup:
		return r.hold(ctx)
	case r.beside:
		return r.workBeside(ctx)
	case r.journal.Follow != nil:
		return r.follow(ctx)
	}
	r.forget()
	if err := r.work(ctx, r.plan.Steps); err != nil {
		return err
	}
	return journal.Drop(ctx, r.lock) // 6
}

// forget lets go of the facts, which a run that does not follow needs no more once it is planned: of a database with many
// tables they are the most that it holds.
func (r *run) forget() {
	server := &catalog.Facts{Server: r.facts.Server}
	r.whole, r.facts, r.plan.Choice.Facts = server, server, server
}

// close ends the run's own sessions, also when its context has ended.
func (r *run) close(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	var errs []error
	if r.lock != nil {
		errs = append(errs, r.lock.Close(ctx))
	}
	if r.snapshot != nil {
		errs = append(errs, r.snapshot.Close(ctx))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("closing the run's sessions: %w", err)
	}
	return nil
}

// prepare does everything before the first step, and touches neither side's objects until all is checked.
func (r *run) prepare(ctx context.Context) (err error) {
	if err := r.connectTarget(ctx); err != nil {
		return err
	}
	if err := journal.Lock(ctx, r.lock); err != nil { // 1
		return err
	}
	if r.journal, err = journal.Read(ctx, r.lock); err != nil {
		return err
	}
	if err := r.begin(ctx); err != nil {
		return err
	}
	if err := r.openSnapshot(ctx); err != nil { // 2
		return err
	}
	if err := r.read(ctx); err != nil {
		return err
	}
	r.emit(Connected{Source: r.facts.Server, Target: r.target, SourceAddress: r.Source.String(), TargetAddress: r.Target.String()})
	switch {
	case r.Resume && r.beside:
		return r.goOnBeside(ctx)
	case r.Resume && r.journal.Follow != nil:
		return r.goOnFollowing(ctx)
	case r.Resume:
		return r.goOn(ctx)
	case r.Part == PartSetup && r.journal != nil:
		return r.confirmSetup(ctx)
	}
	return r.startAfresh(ctx)
}

// begin decides what an unfinished run in the target means for this one.
func (r *run) begin(ctx context.Context) error {
	r.copyForSlot()
	r.Restart = r.Restart || !r.Resume && r.journal != nil && r.journal.Awaits // it has copied nothing
	switch {
	case r.Resume && r.journal == nil:
		return r.nothingToResume(ctx)
	case r.Resume && r.journal.Follow == nil && r.Follow != nil:
		return ErrNotFollowing
	case r.Resume && r.journal.Follow != nil && r.journal.Follow.Beside != nil:
		return r.takeUpBeside()
	case r.Resume:
		r.Options = r.journal.Options
		if r.journal.Follow != nil {
			return r.takeUp(ctx)
		}
	case r.goesBeside():
		if err := r.beginBeside(); err != nil {
			return err
		}
	case r.takesOver(), r.Part == PartSetup && r.Hold == nil && r.hasLoneSlot():
		if err := r.beginTakenOver(); err != nil {
			return err
		}
	case r.journal != nil && r.journal.Follow != nil && (r.Part == PartSetup || r.journal.Follow.Settings.Bare && !r.Restart):
		return ErrHasSlot
	case r.journal != nil && !r.Restart && r.journal.Follow != nil && r.journal.Follow.Stage == journal.StageDone:
		return ErrFollowed
	case r.journal != nil && !r.Restart:
		return ErrUnfinished
	}
	if !r.Resume {
		r.Options.DDL.Follows = r.Follow != nil
	}
	return nil
}

// read reads both sides' facts and plans the run. It reads them at the same time, but where the target's would take much memory.
// What was read and planned before is let go first.
func (r *run) read(ctx context.Context) (err error) {
	if r.plan != nil {
		r.forget()
		r.plan = nil
	}
	if r.target, err = catalog.ProbeServer(ctx, r.lock); err != nil {
		return &StepError{Side: catalog.Target, Object: "catalogs", Err: err}
	}
	r.target.Database = r.Target.Database() // a plan may look at it from another one
	group, reading := errgroup.WithContext(ctx)
	if r.target.HasManyObjects() {
		group.SetLimit(1)
	}
	group.Go(func() error {
		if err := r.readTarget(reading); err != nil {
			return &StepError{Side: catalog.Target, Object: "catalogs", Err: err}
		}
		return nil
	})
	group.Go(func() (err error) {
		if r.whole, err = r.snapshot.Facts(reading); err != nil {
			return &StepError{Side: catalog.Source, Object: "catalogs", Err: err}
		}
		return nil
	})
	if err := group.Wait(); err != nil {
		return err
	}
	return r.makePlan(ctx)
}

// readTarget reads what the target's machine has, what is in its database, and what is around that: of a run that goes on, that
// was done when it began.
func (r *run) readTarget(ctx context.Context) (err error) {
	if r.has, err = catalog.ReadResources(ctx, r.lock, r.target); err != nil || r.isUnderWay() {
		return err
	}
	if r.Options.DDL.Around, err = catalog.ReadSurroundings(ctx, r.lock, r.target); err != nil {
		return err
	}
	if r.Options.There, err = r.readThere(ctx); err != nil || r.isBare() || r.Options.DropIfExists || !r.target.Known() {
		return err
	}
	r.present, err = preflight.ReadPresent(ctx, r.lock, r.target)
	return err
}

// isUnderWay says that what the run began with is settled.
func (r *run) isUnderWay() bool { return r.Resume || r.settled }

// makePlan plans the run, as it began where it goes on.
func (r *run) makePlan(ctx context.Context) error {
	if !r.isUnderWay() {
		if err := r.split(ctx); err != nil {
			return err
		}
	}
	return r.build(ctx)
}

// build plans the run with the options as they are. Who follows, or looks at extensions, needs the facts once more.
func (r *run) build(ctx context.Context) (err error) {
	options := r.Options
	options.Spends = r.Follow == nil && !r.beside && len(r.whole.Extensions)+len(r.whole.ExtensionMembers) == 0
	if r.plan, err = plan.Build(r.whole, r.target, options); err != nil {
		return err
	}
	r.facts = r.plan.Choice.Facts
	if r.Follow == nil && !(r.beside && r.Options.Only.HasRows()) {
		return nil
	}
	return r.choose(ctx)
}

// startAfresh checks everything (3), removes what an unfinished run made, and writes the journal (4).
func (r *run) startAfresh(ctx context.Context) error {
	findings, err := r.checks().Inspect(ctx)
	if err != nil {
		return err
	}
	if err := preflight.Refuse(findings); err != nil {
		return err
	}
	if r.journal != nil && !r.takesOver() && !(r.beside && r.journal.Follow.Beside == nil) {
		if err := r.undo(ctx); err != nil {
			return err
		}
		if err := r.read(ctx); err != nil { // what was there is not there any more
			return err
		}
	}
	if err := preflight.Refuse(r.checks().Clashes()); err != nil {
		return err
	}
	if err := r.lookAtExtensions(ctx); err != nil {
		return err
	}
	if r.beside {
		return r.startBeside(ctx, findings)
	}
	if r.takesOver() {
		return r.takeOver(ctx, findings)
	}
	if r.Follow != nil {
		return r.startFollowing(ctx, findings)
	}
	r.tellPlan(findings)
	r.journal = &journal.Run{Version: r.Version, Source: r.sourceName(), Snapshot: r.snapshot.LastingID(), Options: r.Options, Awaits: r.awaits}
	err = r.journal.Create(ctx, r.lock)
	r.created, r.settled = r.created && err != nil, err == nil
	return err
}

// tellPlan tells what is going to be done, and what preflight noticed and let pass.
func (r *run) tellPlan(findings []preflight.Finding) {
	told := Planned{Plan: r.plan, Findings: findings}
	if r.journal != nil {
		told.Done = r.journal.Done
	}
	if r.Follow != nil {
		at := r.journal.Follow.Stage
		told.Changes = r.Follow.Bare || r.Part == PartReceive || r.Part == PartApply || at != journal.StageCopy && at != journal.StageRest
	}
	r.emit(told)
}

// checks returns what is to be checked before anything is touched.
func (r *run) checks() *preflight.Checks {
	const own = 2 // sessions of the run itself
	checks := &preflight.Checks{Plan: r.plan, Options: r.Options, Target: r.target, Snapshot: r.snapshot, Session: r.lock,
		Sessions: r.TableJobs + r.IndexJobs + own, Present: r.present}
	if r.Follow != nil {
		checks.Stream = &preflight.Stream{Selection: r.choice, Replica: r.replica, Bare: r.Follow.Bare}
		if r.journal == nil || r.journal.Follow == nil || r.journal.Follow.Slot != r.Follow.Slot {
			checks.Stream.Slot = r.Follow.Slot
		}
	}
	return checks
}

// sourceName tells the source database from all others.
func (r *run) sourceName() string { return r.facts.Server.SystemID + "/" + r.facts.Server.Database }

// undo removes what an unfinished run made, on the source too.
func (r *run) undo(ctx context.Context) error {
	if r.beside {
		return r.journal.UndoBeside(ctx, r.lock)
	}
	if followed := r.journal.Follow; followed != nil {
		if err := leaveSource(ctx, r.Source, followed.Slot, followed.Selection.Full); err != nil {
			return err
		}
		if followed.Settings.SpoolsToFolder() {
			if _, err := spool.RemoveDir(ctx, followed.Settings.Spool, followed.SpoolIdentity()); err != nil {
				return err
			}
		}
	}
	return journal.Undo(ctx, r.lock)
}

// work carries out the steps that are not done with all workers, until all are done or one has failed (5).
func (r *run) work(ctx context.Context, steps []plan.Step) error {
	return r.workThrough(ctx, steps, r.journal.Done)
}

// workThrough does so with the steps whose IDs are not among those of done.
func (r *run) workThrough(ctx context.Context, steps []plan.Step, done map[string]string) error {
	if r.snapshot != nil {
		var unwatch func()
		ctx, unwatch = r.snapshot.Watch(ctx)
		defer unwatch()
	}
	ctx, unwatchLock := catalog.Watch(ctx, r.lock, journal.ErrLockLost)
	defer unwatchLock()
	schedule := newScheduler(steps, done,
		map[plan.Class]int{plan.TargetOnly: r.IndexJobs, plan.BothSides: r.TableJobs})
	group, working := errgroup.WithContext(ctx)
	for range r.IndexJobs {
		group.Go(func() error { return r.worker(plan.TargetOnly).work(working, schedule) })
	}
	for range r.TableJobs {
		group.Go(func() error { return r.worker(plan.BothSides).work(working, schedule) })
	}
	err := group.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause // the run was stopped: what the workers say is an echo
	}
	return err
}
