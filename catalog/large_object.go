package catalog

import "context"

// LargeObject is a large object. Its OID is its only name: it is the same on every server that has a copy.
type LargeObject struct {
	OID OID
}

// ReadLargeObjects lists those of a database.
func ReadLargeObjects(ctx context.Context, session Querier) ([]OID, error) {
	return readOIDs(ctx, session, Server{}, "large_object")
}
