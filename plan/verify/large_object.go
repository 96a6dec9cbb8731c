package verify

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
)

// chunkLines are the large objects in chunks of a megabyte, where holes are zeros. Only functions that every role may call
// are used, not the table pg_largeobject.
const chunkLines = `with recursive chunk (oid, number, size, hash) as (
  select object.oid, 0, pg_catalog.octet_length(data), pg_catalog.sha256(data)
  from pg_catalog.pg_largeobject_metadata object, lateral (select pg_catalog.lo_get(object.oid, 0, 1048576) as data offset 0) first
  union all
  select chunk.oid, chunk.number + 1, pg_catalog.octet_length(data), pg_catalog.sha256(data)
  from chunk, lateral (select pg_catalog.lo_get(chunk.oid, (chunk.number + 1) * 1048576::bigint, 1048576) as data offset 0) next
  where chunk.size = 1048576
)
`

// objectLines are all objects' chunks, as lines to be summed up.
const objectLines = chunkLines + `select pg_catalog.concat_ws(' ', oid, number, pg_catalog.encode(hash, 'hex')) as line from chunk`

// eachObject is each object with the hashes of its chunks.
const eachObject = chunkLines + `select oid, pg_catalog.string_agg(pg_catalog.encode(hash, 'hex'), ' ' order by number) from chunk group by oid`

// pairLargeObjects queues the large objects, where there are any.
func (c *comparison) pairLargeObjects() {
	if len(c.source.facts.LargeObjects)+len(c.target.facts.LargeObjects) == 0 {
		return
	}
	c.large = &Item{Object: "large objects"}
	pending := &pending{comparison: c, item: c.large, source: &Sum{}, target: &Sum{}}
	pending.queue(c.source, []string{objectLines}, pending.source, 0)
	pending.queue(c.target, []string{objectLines}, pending.target, 0)
}

// namedObjects is how many large objects that differ are named.
const namedObjects = 5

// nameLargeObjects finds out which large objects differ, where any do.
func (c *comparison) nameLargeObjects(ctx context.Context) error {
	if c.large == nil || c.large.Same() {
		return nil
	}
	var ours, theirs map[catalog.OID]string
	err := bothSides(ctx,
		func(ctx context.Context) (err error) { ours, err = c.source.objects(ctx); return err },
		func(ctx context.Context) (err error) { theirs, err = c.target.objects(ctx); return err })
	if err != nil {
		return err
	}
	differing := map[catalog.OID]bool{}
	for oid, hash := range ours {
		if theirs[oid] != hash {
			differing[oid] = true
		}
	}
	for oid := range theirs {
		if _, there := ours[oid]; !there {
			differing[oid] = true
		}
	}
	var names []string
	for _, oid := range slices.Sorted(maps.Keys(differing)) {
		names = append(names, fmt.Sprint(oid))
	}
	c.large.Differs = "not the same are " + strings.Join(names[:min(len(names), namedObjects)], ", ")
	if len(names) > namedObjects {
		c.large.Differs += fmt.Sprintf(" and %d more", len(names)-namedObjects)
	}
	return nil
}

// objects returns each large object's hash.
func (s *side) objects(ctx context.Context) (map[catalog.OID]string, error) {
	conn, err := s.join(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	rows, err := conn.Query(ctx, eachObject)
	if err != nil {
		return nil, s.failed("large objects", err)
	}
	hashes := map[catalog.OID]string{}
	var oid catalog.OID
	var hash string
	_, err = pgx.ForEachRow(rows, []any{&oid, &hash}, func() error {
		hashes[oid] = hash
		return nil
	})
	if err != nil {
		return nil, s.failed("large objects", err)
	}
	return hashes, nil
}
