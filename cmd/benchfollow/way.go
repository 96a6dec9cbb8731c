package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/pprof"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/logical"
	"copydb/logical/apply"
	"copydb/logical/frames"
)

// roundTrip is how far the target is away for the way rtt.
const roundTrip = 50 * time.Millisecond

// ready makes what a way needs before the changes: its database, and its slot.
func (b *bench) ready(ctx context.Context, way string) error {
	if way != "walsender" {
		if err := exec(ctx, b.target.URL("postgres"), "create database "+way+" template bench"); err != nil {
			return err
		}
	}
	if way == "native" {
		if err := exec(ctx, b.target.URL("native"), "create subscription s connection '"+b.source.URL("bench")+
			"' publication p with (slot_name = native, copy_data = false, binary = true, streaming = parallel, synchronous_commit = off)"); err != nil {
			return err
		}
		return exec(ctx, b.target.URL("native"), "alter subscription s disable")
	}
	start, err := query(ctx, b.source.URL("bench"), "select lsn from pg_create_logical_replication_slot('"+way+"', 'pgoutput')")
	if err != nil || way == "walsender" {
		return err
	}
	return exec(ctx, b.target.URL(way), "create schema copydb; "+apply.ProgressTable+";"+
		strings.Replace(apply.StartProgress, "$1", catalog.Literal(start), 1))
}

// bring brings the changes over in one way, and measures it.
func (b *bench) bring(ctx context.Context, way, end string) (result, error) {
	lsn, err := catalog.ParseLSN(end)
	if err != nil {
		return result{}, err
	}
	switch way {
	case "native":
		return b.subscribe(ctx)
	case "walsender":
		return timed(func() error { return b.throwAway(ctx, lsn) })
	case "slot":
		return b.applySlot(ctx, way, lsn)
	case "spool", "rtt":
		return b.applySpool(ctx, way, lsn)
	}
	return result{}, fmt.Errorf("no way is named %q", way)
}

// subscribe enables the subscription and waits for the row that comes last.
func (b *bench) subscribe(ctx context.Context) (result, error) {
	conn, err := pgx.Connect(ctx, b.target.URL("native"))
	if err != nil {
		return result{}, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var r result
	began := time.Now()
	if _, err := conn.Exec(ctx, "alter subscription s enable"); err != nil {
		return r, err
	}
	var worker int
	for there := false; !there; {
		if err := conn.QueryRow(ctx, "select exists (select from marker), coalesce((select max(pid) from pg_stat_subscription where pid is not null), 0)").Scan(&there, &worker); err != nil {
			return r, err
		}
		select {
		case <-ctx.Done():
			return r, context.Cause(ctx)
		case <-time.After(2 * time.Millisecond):
		}
	}
	r.took = time.Since(began)
	r.applying, r.sending = processTime(worker), b.sendingTime(ctx, "native")
	_, err = conn.Exec(ctx, "alter subscription s disable")
	return r, err
}

// start is where a slot begins.
func (b *bench) start(ctx context.Context, slot string) (catalog.LSN, error) {
	start, err := query(ctx, b.source.URL("bench"), "select confirmed_flush_lsn from pg_replication_slots where slot_name = '"+slot+"'")
	if err != nil {
		return 0, err
	}
	return catalog.ParseLSN(start)
}

// stream opens the stream of a slot, with transactions in progress in segments if that is asked for.
func (b *bench) stream(ctx context.Context, slot string, start catalog.LSN, segments bool) (*logical.Stream, error) {
	source, err := catalog.ParseEndpoint(catalog.Source, b.source.URL("bench"))
	if err != nil {
		return nil, err
	}
	conn, err := source.Connect(ctx, "bench")
	if err != nil {
		return nil, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	server, err := catalog.ProbeServer(ctx, conn)
	if err != nil {
		return nil, err
	}
	return logical.OpenStream(ctx, logical.StreamConfig{Source: source, Server: server, Slot: slot, Publications: []string{"p"}, Start: start,
		Binary: true, Segments: segments, Memory: apply.SourceMemory})
}

// throwAway reads all changes.
func (b *bench) throwAway(ctx context.Context, end catalog.LSN) error {
	start, err := b.start(ctx, "walsender")
	if err != nil {
		return err
	}
	stream, err := b.stream(ctx, "walsender", start, false)
	if err != nil {
		return err
	}
	defer stream.Close()
	for stream.Stats().Position < end {
		block, err := stream.Next(ctx)
		if err != nil {
			return err
		}
		block.Release()
	}
	return nil
}

func (b *bench) applySlot(ctx context.Context, way string, end catalog.LSN) (result, error) {
	return b.apply(ctx, way, end, b.target.URL(way), apply.Lanes{Open: func(from catalog.LSN) (frames.Feed, func(), error) {
		stream, err := b.stream(ctx, way, from, true)
		if err != nil {
			return nil, nil, err
		}
		return stream, stream.Close, nil
	}})
}

// apply applies what lanes open, as a run that follows does.
func (b *bench) apply(ctx context.Context, way string, end catalog.LSN, url string, lanes apply.Lanes) (result, error) {
	target, err := catalog.ParseEndpoint(catalog.Target, url)
	if err != nil {
		return result{}, err
	}
	stop, err := b.startProfile(way)
	if err != nil {
		return result{}, err
	}
	defer stop()
	sampled := b.sample(ctx, way)
	config := apply.Config{Target: target, EndPos: func() catalog.LSN { return end }}
	r, err := timed(func() error {
		at, err := b.progress(ctx, way)
		if err != nil {
			return err
		}
		if lanes.Count > 0 {
			return apply.Follow(ctx, config, lanes, at)
		}
		feed, release, err := lanes.Open(at.LSN)
		if err != nil {
			return err
		}
		defer release()
		config.Feed = feed
		return apply.Run(ctx, config)
	})
	r.applying, r.sending = sampled()
	return r, err
}

// progress is how far a way has come.
func (b *bench) progress(ctx context.Context, way string) (at apply.Progress, err error) {
	conn, err := pgx.Connect(ctx, b.target.URL(way))
	if err != nil {
		return at, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return apply.CurrentProgress(ctx, conn)
}

// startProfile profiles what copydb does if that was asked for, in a file a way.
func (b *bench) startProfile(way string) (stop func(), err error) {
	if b.profile == "" {
		return func() {}, nil
	}
	file, err := os.Create(b.profile + "." + way)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() {
		pprof.StopCPUProfile()
		_ = file.Close()
	}, nil
}

// timed measures time, our own CPU and memory.
func timed(work func() error) (result, error) {
	began, before := time.Now(), ownTime()
	err := work()
	return result{took: time.Since(began), cpu: ownTime() - before, memory: ownMemory()}, err
}

func ownTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func ownMemory() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return usage.Maxrss << 10
}
