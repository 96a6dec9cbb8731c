package run

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/copyproto"
	"copydb/plan"
)

// objectsPerTransaction bounds the locks of one transaction.
const objectsPerTransaction = 1000

// objectsAgain makes the target's large objects those of the source: their changes are in no stream. Those that are the
// same on both sides are left alone, where the roles may read the pages.
func (w *worker) objectsAgain(ctx context.Context, step *plan.Step) (outcome, error) {
	stale, gone, err := w.staleObjects(ctx)
	if err != nil {
		return outcome{}, &StepError{Step: step.ID, Object: step.ID, Err: err}
	}
	var did outcome
	for batch := range slices.Chunk(gone, objectsPerTransaction) {
		t := beginTransaction()
		t.add(unlinkObjects(batch), -1)
		if _, err := t.commit(ctx, w.target.PgConn()); err != nil {
			return did, &StepError{Step: step.ID, Side: catalog.Target, Object: step.ID, Err: err}
		}
	}
	for batch := range slices.Chunk(stale, objectsPerTransaction) {
		did, err = w.replaceObjects(ctx, step, batch, did)
		if err != nil {
			return did, err
		}
	}
	t := beginTransaction()
	t.journal(&task{Step: step, outcome: did})
	if _, err := t.commit(ctx, w.target.PgConn()); err != nil {
		return did, &StepError{Step: step.ID, Side: catalog.Target, Object: step.ID, Err: err}
	}
	return did, nil
}

// replaceObjects copies objects in the place of those that are there, and gives them their owners and privileges.
func (w *worker) replaceObjects(ctx context.Context, step *plan.Step, oids []uint32, did outcome) (outcome, error) {
	fail := func(side catalog.Side, err error) (outcome, error) {
		return did, &StepError{Step: step.ID, Side: side, Object: step.ID, Err: rollback(ctx, w.target.PgConn(), err)}
	}
	begin := beginTransaction()
	begin.add(unlinkObjects(oids), -1)
	if _, err := begin.send(ctx, w.target.PgConn()); err != nil {
		return fail(catalog.Target, err)
	}
	result, err := copyproto.LargeObjects(ctx, w.source.PgConn(), w.target.PgConn(), oids)
	if err != nil {
		return fail(sideOf(err), err)
	}
	end := &transaction{}
	w.describeObjects(end, oids)
	if _, err := end.commit(ctx, w.target.PgConn()); err != nil {
		return fail(catalog.Target, err)
	}
	return outcome{rows: did.rows + result.Rows, bytes: did.bytes + result.Bytes}, nil
}

// describeObjects adds what the plan says of objects: owners, privileges, comments.
func (w *worker) describeObjects(t *transaction, oids []uint32) {
	wanted := map[catalog.ID]bool{}
	for _, oid := range oids {
		wanted[catalog.ClassLargeObject.Of(oid)] = true
	}
	for _, step := range w.plan.Steps {
		for _, statement := range step.Statements {
			if wanted[statement.Object] {
				t.addStatement(statement, -1)
			}
		}
	}
}

// unlinkObjects writes the statement that removes those of the objects that are there.
func unlinkObjects(oids []uint32) string {
	list := ""
	for i, oid := range oids {
		if i > 0 {
			list += ", "
		}
		list += fmt.Sprint(oid)
	}
	return "SELECT pg_catalog.lo_unlink(oid) FROM pg_catalog.pg_largeobject_metadata WHERE oid IN (" + list + ")"
}

// staleObjects compares both sides: stale are objects of the source that the target does not have as they are, gone are
// those of the target that we brought and the source does not have any more.
func (w *worker) staleObjects(ctx context.Context) (stale, gone []uint32, err error) {
	compare := w.facts.Server.Superuser && w.run.target.Superuser
	source, err := objectDigests(ctx, w.source, compare)
	if err != nil {
		return nil, nil, err
	}
	target, err := objectDigests(ctx, w.target, compare)
	if err != nil {
		return nil, nil, err
	}
	for oid, digest := range source {
		if there, known := target[oid]; !known || !compare || there != digest {
			stale = append(stale, oid)
		}
	}
	kept := w.journal.Follow.Kept
	for oid := range target {
		if _, known := source[oid]; !known && !slices.Contains(kept, oid) {
			gone = append(gone, oid)
		}
	}
	slices.Sort(stale)
	slices.Sort(gone)
	return stale, gone, nil
}

// objectDigests returns the large objects of a side, with digests of their pages where these are to be compared.
func objectDigests(ctx context.Context, conn *pgx.Conn, compare bool) (map[uint32]string, error) {
	oids, err := catalog.ReadLargeObjects(ctx, conn)
	if err != nil {
		return nil, err
	}
	digests := map[uint32]string{}
	for _, oid := range oids {
		digests[oid] = ""
	}
	if !compare {
		return digests, nil
	}
	rows, err := conn.Query(ctx, `select loid, pg_catalog.md5(pg_catalog.string_agg(pageno || ' ' || pg_catalog.md5(data), ' ' order by pageno))
		from pg_catalog.pg_largeobject group by loid`)
	if err != nil {
		return nil, fmt.Errorf("reading large objects: %w", err)
	}
	var oid uint32
	var digest string
	contents := map[uint32]string{}
	if _, err := pgx.ForEachRow(rows, []any{&oid, &digest}, func() error {
		contents[oid] = digest
		return nil
	}); err != nil {
		return nil, fmt.Errorf("reading large objects: %w", err)
	}
	maps.Copy(digests, contents)
	return digests, nil
}
