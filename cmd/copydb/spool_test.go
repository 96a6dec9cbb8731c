package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"copydb/catalog/pgtest"
)

const filled = "create table filled (id int generated always as identity primary key, filler text)"

// keepInSpool starts a run that only receives into a folder, has it receive three segments, and kills it.
func keepInSpool(t *testing.T, source, target, folder string) (both []string) {
	t.Helper()
	both = []string{"--source", withPassword(source), "--target", withPassword(target)}
	run := start(t, append([]string{"run", "--follow", "--spool", folder}, both...)...)
	eventually(t, target, "select 1 from pg_class where relname = 'status' and relnamespace = (select oid from pg_namespace where nspname = 'copydb')")
	eventually(t, target, "select 1 from copydb.status where stage = 'follow'")
	steer(t, 0, "stream", "sentinel", "set", "prefetch", "--target", withPassword(target))
	since := pgtest.Query(t, target, "select clock_timestamp()")[0][0]
	eventually(t, target, "select 1 from copydb.status where updated > '"+since+"'::timestamptz + interval '2.5 seconds'")
	for range 3 {
		pgtest.Exec(t, source, "insert into filled (filler) select repeat('x', 1000000) from generate_series(1, 50)")
	}
	end := pgtest.Query(t, source, "select pg_current_wal_lsn()")[0][0]
	eventually(t, source, "select 1 from pg_replication_slots where database = current_database() and confirmed_flush_lsn >= '"+end+"'")
	if err := run.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = run.Wait()
	eventually(t, source, "select 1 from pg_replication_slots where database = current_database() and not active")
	return both
}

// segments lists those of a spool that was not closed, and where what is in the last one ends.
func segments(t *testing.T, folder string) (files []string, end int64) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.spool"))
	if err != nil || len(files) < 3 {
		t.Fatalf("segments: %v, %v", files, err)
	}
	last, err := os.ReadFile(files[len(files)-1])
	if err != nil {
		t.Fatal(err)
	}
	return files, int64(len(bytes.TrimRight(last, "\x00")))
}

// flip changes the bytes of a file at a place, and back if it is called again.
func flip(t *testing.T, path string, at int64) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	b := make([]byte, 8)
	if _, err := file.ReadAt(b, at); err != nil {
		t.Fatal(err)
	}
	for i := range b {
		b[i] ^= 0xff
	}
	if _, err := file.WriteAt(b, at); err != nil {
		t.Fatal(err)
	}
}

// TestDamagedSpool: a spool that is not where it was, is another's, or is damaged where the source has let go of what it holds, keeps
// a run from going on, with what helps, and nothing is touched. What a crash leaves at its end is mended by the source (39).
func TestDamagedSpool(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Newest)
	source, target := server.Database(t, filled), server.Database(t)
	folder, moved, others := filepath.Join(t.TempDir(), "spool"), filepath.Join(t.TempDir(), "moved"), filepath.Join(t.TempDir(), "others")
	both := keepInSpool(t, source, target, folder)
	resume := func(want int, more ...string) string {
		t.Helper()
		return start(t, append(append([]string{"resume"}, both...), more...)...).ends(t, want)
	}

	if err := os.Rename(folder, moved); err != nil {
		t.Fatal(err)
	}
	tells(t, resume(4), "copydb: opening the spool "+folder+": changes between ", "\nhint: if the spool was moved, go on with copydb resume --spool")
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the spool's former folder: %v, want it left alone", err)
	}
	tells(t, resume(4, "--spool", "none"), "copydb: changes between ", "are lost")
	another := []string{"--source", withPassword(server.Database(t, filled)), "--target", withPassword(server.Database(t))}
	beside := append([]string{"run", "--follow", "--endpos", "0/1"}, another...)
	tells(t, start(t, append(beside, "--spool", moved)...).ends(t, 5), ".spool is there already, of slot copydb_", "\nhint: give an empty folder")
	start(t, append(beside, "--spool", others)...).ends(t, 0)
	tells(t, resume(5, "--spool", others), ".spool is of slot ", "\nhint: give an empty folder")
	steer(t, 0, append([]string{"stream", "cleanup"}, another...)...)

	files, end := segments(t, moved)
	flip(t, files[len(files)-1], end-100)
	tells(t, resume(4, "--spool", moved), filepath.Base(files[len(files)-1])+" is damaged at byte ", "\nhint: bring the segment back")
	flip(t, files[len(files)-1], end-100)
	flip(t, files[1], 1<<20)
	steer(t, 0, "stream", "sentinel", "set", "apply", "--target", withPassword(target))
	tells(t, resume(4, "--spool", moved), filepath.Base(files[1])+" is damaged at byte ", "\nhint: bring the segment back")
	flip(t, files[1], 1<<20)

	last, _ := segments(t, moved)
	torn, err := os.OpenFile(last[len(last)-1], os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := torn.Write([]byte("half of what was being written")); err != nil {
		t.Fatal(err)
	}
	torn.Close()
	pgtest.Exec(t, source, "update filled set filler = 'short' where id % 2 = 0")
	steer(t, 0, append([]string{"stream", "sentinel", "set", "endpos", "--current"}, both...)...)
	resume(0)
	steer(t, 0, append([]string{"compare", "data"}, both...)...)
	tells(t, steer(t, 0, append([]string{"stream", "cleanup"}, both...)...), "removed in the folder "+moved+": the spool\n")
}
