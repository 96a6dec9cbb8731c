package apply

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"copydb/catalog"
	"copydb/logical/frames"
)

// crew is the sessions on the target of a run. They are opened side by side, and kept from stretch to stretch: where the target is
// far away, a round trip takes as long as thousands of changes.
type crew struct {
	config Config
	lanes  *Lanes
	lead   connection // lane 0's
	looker looker
	hands  []connection // the other lanes'; none where one applier is enough
}

// open connects, and makes lanes where they pay.
func (c *crew) open(ctx context.Context, at Progress) error {
	count := 0
	if at.Lanes == 0 && c.lanes.pays(c.config, at.LSN) {
		count = c.lanes.Count
	}
	sql, err := leadSQL(count)
	if err != nil {
		return err
	}
	var group errgroup.Group
	group.Go(func() (err error) {
		c.lead, err = connectLane(ctx, c.config.Target, 0, sql)
		return err
	})
	group.Go(func() (err error) {
		c.looker, err = newLooker(ctx, c.config.Target)
		return err
	})
	c.recruit(ctx, &group, count, connectNew)
	err = group.Wait()
	c.divided(ctx)
	return err
}

// leadSQL takes over lane 0, and makes lanes if there are to be any.
func leadSQL(count int) (string, error) {
	if count == 0 {
		return takeOverSQL(0), nil
	}
	return divideSQL(count)
}

// recruit opens lanes' sessions.
func (c *crew) recruit(ctx context.Context, group *errgroup.Group, count int,
	connect func(context.Context, catalog.Endpoint, int) (connection, error)) {
	c.hands = make([]connection, count)
	for i := range c.hands {
		group.Go(func() (err error) {
			c.hands[i], err = connect(ctx, c.config.Target, i+1)
			return err
		})
	}
}

// divided hands what lane 0's session has found to lanes that it has made.
func (c *crew) divided(ctx context.Context) {
	if c.lead.lanes > 0 { // there were some already
		c.dismiss(ctx)
		return
	}
	for i := range c.hands {
		c.hands[i].takenOver = c.lead.takenOver
	}
}

// catchUp goes from stretch to stretch, until little is left.
func (c *crew) catchUp(ctx context.Context) error {
	if c.lead.lanes > 0 {
		var group errgroup.Group
		c.recruit(ctx, &group, c.lead.lanes, func(ctx context.Context, target catalog.Endpoint, lane int) (connection, error) {
			return connectLane(ctx, target, lane, takeOverSQL(lane))
		})
		if err := group.Wait(); err != nil {
			return err
		}
	}
	for len(c.hands) > 0 {
		from, resumed := c.lead.lsn, c.lead.lanes > 0
		if err := c.stretch(ctx); err != nil {
			return err
		}
		if !resumed && c.lead.lsn == from {
			break // what waits is of transactions that commit behind it, if of any: who waits for more gets them
		}
		if err := c.again(ctx); err != nil {
			return err
		}
	}
	c.dismiss(ctx)
	return nil
}

// again makes lanes once more if that pays; else there are no hands.
func (c *crew) again(ctx context.Context) error {
	count := 0
	if c.lanes.pays(c.config, c.lead.lsn) {
		count = c.lanes.Count
	}
	var group errgroup.Group
	if count != len(c.hands) {
		c.dismiss(ctx)
		c.recruit(ctx, &group, count, connectNew)
	}
	if count > 0 {
		group.Go(func() error { return c.divide(ctx, count) })
	}
	err := group.Wait()
	c.divided(ctx)
	return err
}

// divide makes lanes.
func (c *crew) divide(ctx context.Context, count int) error {
	sql, err := divideSQL(count)
	if err != nil {
		return err
	}
	results, err := c.lead.PgConn().Exec(ctx, sql).ReadAll()
	if err != nil {
		return fmt.Errorf("beginning lanes: %w", err)
	}
	var found bool
	if c.lead.takenOver, found, err = readTakenOver(results); err == nil && !found {
		err = ErrFenced
	}
	return err
}

// stretch is one run of all lanes, from where they part to where they are together again, and of one applier behind it if what comes
// there is not for lanes.
func (c *crew) stretch(ctx context.Context) error {
	err := newTeam(c).run(ctx, c.lanes)
	together, meet := errors.AsType[*togetherError](err)
	if err != nil && !meet {
		return err
	}
	var group errgroup.Group
	group.Go(func() error { return c.looker.read(ctx, nil) }) // tables may have other forms by now
	err = c.join(ctx)
	if err := errors.Join(err, group.Wait()); err != nil {
		return err
	}
	c.config.durable(c.lead.lsn)
	if meet {
		return c.alone(ctx, together.at+cmp.Or(c.lanes.Alone, worthLanes))
	}
	return nil
}

// together makes the lanes' rows one again, and fails, with nothing done, if it is not all of ours that it finds.
const together = `BEGIN; SET LOCAL synchronous_commit = on;
WITH gone AS (DELETE FROM copydb.progress WHERE lane > 0 RETURNING lsn),
moved AS (UPDATE copydb.progress SET lsn = (SELECT pg_catalog.max(lsn) FROM gone), updated = pg_catalog.clock_timestamp()
	WHERE lane = 0 AND epoch = %d AND (SELECT pg_catalog.count(*) FROM gone) = %d RETURNING lsn)
SELECT (SELECT lsn FROM moved)::text, 1 / (SELECT pg_catalog.count(*) FROM moved);
COMMIT`

// join brings the lanes together: all have applied everything in front of one place, behind which the last of them is.
func (c *crew) join(ctx context.Context) error {
	results, err := c.lead.PgConn().Exec(ctx, fmt.Sprintf(together, c.lead.epoch, len(c.hands))).ReadAll()
	if catalog.SQLState(err) == divisionByZero {
		return ErrFenced
	}
	if err != nil {
		return fmt.Errorf("bringing the lanes together: %w", err)
	}
	c.lead.lsn, err = catalog.ParseLSN(string(results[2].Rows[0][0]))
	c.lead.durable, c.lead.lanes = c.lead.lsn, 0
	return err
}

// alone applies by lane 0, up to a position if one is given.
func (c *crew) alone(ctx context.Context, to catalog.LSN) error {
	feed, stop, err := c.lanes.Open(c.lead.lsn)
	if err != nil {
		return err
	}
	defer stop()
	return c.apply(ctx, feed, to)
}

// apply applies a feed by lane 0.
func (c *crew) apply(ctx context.Context, feed frames.Feed, to catalog.LSN) error {
	config := c.config
	config.Feed = feed
	if to != 0 {
		config.EndPos = func() catalog.LSN { return min(to, cmp.Or(c.config.endPos(), to)) }
	}
	a := newApplierOn(&c.lead, &c.looker, config, lane{})
	err := a.work(ctx)
	c.lead.lsn, c.lead.durable = a.applied, a.durable
	return err
}

// dismiss closes the lanes' sessions.
func (c *crew) dismiss(ctx context.Context) {
	for _, hand := range c.hands {
		if hand.Conn != nil {
			_ = hand.Close(context.WithoutCancel(ctx))
		}
	}
	c.hands = nil
}

// close closes all sessions.
func (c *crew) close(ctx context.Context) {
	c.dismiss(ctx)
	if c.lead.Conn != nil {
		_ = c.lead.Close(context.WithoutCancel(ctx))
	}
	if c.looker.Conn != nil {
		_ = c.looker.Close(context.WithoutCancel(ctx))
	}
}
