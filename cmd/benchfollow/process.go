package main

import (
	"context"
	"strconv"
	"time"

	"copydb/catalog"
	"copydb/catalog/pgtest"
)

// processTime is the CPU time that a process has used, 0 where that cannot be read.
func processTime(pid int) time.Duration {
	stat, _ := pgtest.ReadProcessStat(pid)
	return stat.CPU
}

// sample measures the CPU time of the sessions that apply and that send, until it is stopped. Only a large transaction has a
// session of its own, so that is looked for a few times.
func (b *bench) sample(ctx context.Context, database string) (stop func() (applying, sending time.Duration)) {
	const often, looks = 100 * time.Millisecond, 10
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	var applying, running, sending time.Duration
	go func() {
		defer close(done)
		for n := 0; ctx.Err() == nil; n++ {
			applying = max(applying, b.applyingTime(ctx, "apply", database))
			sending = max(sending, b.sendingTime(ctx, database))
			if n < looks || running > 0 {
				running = max(running, b.applyingTime(ctx, "apply-running", database))
			}
			select {
			case <-ctx.Done():
			case <-time.After(often):
			}
		}
	}()
	return func() (time.Duration, time.Duration) {
		cancel()
		<-done
		return applying + running, sending
	}
}

// applyingTime is the CPU time of a session that applies.
func (b *bench) applyingTime(ctx context.Context, name, database string) time.Duration {
	return b.sessionTime(ctx, name+" "+database, b.target.URL(database),
		"select pid from pg_stat_activity where application_name = 'copydb/"+name+"' and datname = current_database()")
}

// sendingTime is the CPU time of the walsender that reads a slot.
func (b *bench) sendingTime(ctx context.Context, slot string) time.Duration {
	return b.sessionTime(ctx, "send "+slot, b.source.URL("bench"),
		"select active_pid from pg_replication_slots where slot_name = "+catalog.Literal(slot))
}

// sessionTime is the CPU time of the server's process that a query finds, 0 before there is one.
func (b *bench) sessionTime(ctx context.Context, key, url, sql string) time.Duration {
	if b.sessions[key] == 0 {
		text, err := query(ctx, url, sql)
		if err != nil {
			return 0
		}
		pid, err := strconv.Atoi(text)
		if err != nil {
			return 0
		}
		b.sessions[key] = pid
	}
	return processTime(b.sessions[key])
}
