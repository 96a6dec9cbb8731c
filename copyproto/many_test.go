package copyproto_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
	"copydb/copyproto"
)

// manyTables makes tables of all sorts: with rows, empty, without columns, and one that fills several buffers.
const manyTables = `create table one (i int, s text); create table none (i int); create table bare ();
	create table large (i int, s text); create table last (i int)`

const manyRows = `insert into one select i, 'row ' || i from generate_series(1, 10) i;
	insert into bare select from generate_series(1, 5);
	insert into large select i, repeat('x', 1000) from generate_series(1, 3000) i;
	insert into last values (1)`

// copies makes the statements for tables of manyTables.
func copies(format copyproto.Format, names ...string) []copyproto.Copy {
	var list []copyproto.Copy
	for _, name := range names {
		table := public(name, format)
		list = append(list, copyproto.Copy{Out: table.CopyOut(copyproto.Part{}), In: table.CopyIn(false)})
	}
	return list
}

func (p pair) pipeMany(copies []copyproto.Copy) ([]copyproto.Result, error) {
	return copyproto.PipeMany(context.Background(), p.source, p.target, copies, nil)
}

func TestPipeMany(t *testing.T) {
	t.Parallel()
	names := []string{"none", "one", "bare", "large", "none", "last"}
	for _, format := range []copyproto.Format{copyproto.Text, copyproto.Binary} {
		t.Run(format.String(), func(t *testing.T) {
			t.Parallel()
			pgtest.Goroutines(t)
			p := newPair(t, manyTables+";"+manyRows, manyTables)
			p.begin(t)
			var told int
			results, err := copyproto.PipeMany(context.Background(), p.source, p.target, copies(format, names...),
				func(bytes int) { told += bytes })
			if err != nil {
				t.Fatal(err)
			}
			var bytes int64
			for i, want := range []int64{0, 10, 5, 3000, 0, 1} {
				if results[i].Rows != want || results[i].Took < 0 {
					t.Errorf("table %s: %+v, want %d rows", names[i], results[i], want)
				}
				bytes += results[i].Bytes
			}
			if bytes < 3_000_000 || int64(told) != bytes {
				t.Errorf("copied %d bytes, progress was told of %d", bytes, told)
			}
			checkUsable(t, p.source, 'T')
			checkUsable(t, p.target, 'T')
			exec(t, p.target, "commit")
			for _, name := range names {
				checkSame(t, p, digest(name))
			}
		})
	}
}

// TestPipeManyErrors lets either server fail at the first, a middle and the last of several tables.
func TestPipeManyErrors(t *testing.T) {
	t.Parallel()
	names := []string{"one", "large", "none", "last"}
	for at, name := range names {
		for _, side := range []catalog.Side{catalog.Source, catalog.Target} {
			t.Run(fmt.Sprintf("%s, %s", side, name), func(t *testing.T) {
				t.Parallel()
				pgtest.Goroutines(t)
				p := newPair(t, manyTables+";"+manyRows, manyTables)
				p.begin(t)
				list := copies(copyproto.Binary, names...)
				if side == catalog.Source {
					list[at].Out = "copy (select 1 / (3 - i) from generate_series(1, 9) i) to stdout (format binary)"
				} else {
					list[at].In = "copy missing from stdin (format binary)"
				}
				_, err := p.pipeMany(list)
				code := map[catalog.Side]string{catalog.Source: "22012", catalog.Target: "42P01"}[side]
				checkServerError(t, err, side, code)
				if side == catalog.Source {
					checkUsable(t, p.source, 'E')
				}
				checkUsable(t, p.target, 'E')
			})
		}
	}
}

// TestPipeManyCountMismatch loses a row of one of the tables.
func TestPipeManyCountMismatch(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	p := newPair(t, manyTables+";"+manyRows, manyTables+`;
		create function lose() returns trigger language plpgsql as
			'begin if new.i = 3 then return null; end if; return new; end';
		create trigger lose before insert on one for each row execute function lose()`)
	p.begin(t)
	_, err := p.pipeMany(copies(copyproto.Text, "bare", "one", "last"))
	var mismatch *copyproto.CountMismatchError
	if !errors.As(err, &mismatch) || mismatch.Source != 10 || mismatch.Target != 9 {
		t.Errorf("error is %v, want a mismatch of 10 and 9", err)
	}
	checkUsable(t, p.source, 'T')
	checkUsable(t, p.target, 'T')
}

// TestPipeManyCancelled ends the context while rows flow.
func TestPipeManyCancelled(t *testing.T) {
	t.Parallel()
	pgtest.Goroutines(t)
	p := newPair(t, "", rowTable)
	p.begin(t)
	ctx, cancel := context.WithCancelCause(context.Background())
	list := []copyproto.Copy{{Out: "copy (select 1, 'x') to stdout", In: copyIn}, {Out: endless, In: copyIn}, {Out: endless, In: copyIn}}
	_, err := copyproto.PipeMany(ctx, p.source, p.target, list, midway(func() { cancel(errStop) }))
	checkStopped(t, p, err)
	checkUsable(t, p.source, 'E')
	checkUsable(t, p.target, 'E')
}

// TestPipeManyCutAtEveryByte cuts either connection in either direction at every byte of a copy of three tables.
func TestPipeManyCutAtEveryByte(t *testing.T) {
	t.Parallel()
	list := []copyproto.Copy{{Out: "copy (select 1, 'x') to stdout", In: copyIn},
		{Out: "copy (select 2, 'y' where false) to stdout", In: copyIn}, {Out: "copy (select 3, 'z') to stdout", In: copyIn}}
	cutAtEveryByte(t, 60, func(p pair) error { _, err := p.pipeMany(list); return err })
}
