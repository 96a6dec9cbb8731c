package catalog

import "context"

// Unreadable is a table, or a sequence, that the source's role cannot copy.
type Unreadable struct {
	Kind string // "table" or "sequence"
	Name
	Denied   bool // the role has no SELECT privilege on it or no USAGE on its schema
	Filtered bool // row security would hide rows from the role
}

// ReadUnreadable lists the tables and sequences that the role of a session cannot copy.
func ReadUnreadable(ctx context.Context, session Querier, server Server) ([]Unreadable, error) {
	return readKind[Unreadable](ctx, session, server, "unreadable")
}

// ReadUnreadableObjects lists the large objects that the role of a session may not read.
func ReadUnreadableObjects(ctx context.Context, session Querier, server Server) ([]LargeObject, error) {
	return readKind[LargeObject](ctx, session, server, "unreadable_object")
}

// ReservedSchema is a schema that copydb keeps for itself: facts leave it out.
type ReservedSchema struct {
	Name    string
	Journal bool // it holds the journal of a run that has not finished
}

// ReadReservedSchemas lists those of them that a database has.
func ReadReservedSchemas(ctx context.Context, session Querier, server Server) ([]ReservedSchema, error) {
	return readKind[ReservedSchema](ctx, session, server, "reserved_schema")
}

// AvailableExtension is an extension that a server's installation offers.
type AvailableExtension struct {
	Name      string
	Version   string // the one that CREATE EXTENSION takes
	Superuser bool   // it takes a superuser to install it,
	Trusted   bool   // or one who may create things in the database
	Installed bool   // it is there already,
	Ours      bool   // and belongs to the session's role,
	Schema    string // in this schema
}

// ReadAvailableExtensions lists them.
func ReadAvailableExtensions(ctx context.Context, session Querier, server Server) ([]AvailableExtension, error) {
	return readKind[AvailableExtension](ctx, session, server, "available_extension")
}

// ReadEmptied tells which of some tables were given another file since the snapshot that a session reads under: by TRUNCATE or
// ALTER TABLE, which show no older snapshot the rows that were there, or by VACUUM FULL or CLUSTER, which do. The session holds
// the tables' locks.
func ReadEmptied(ctx context.Context, session Querier, server Server, tables []OID) ([]OID, error) {
	return readOIDs(ctx, session, server, "emptied", tables)
}

// MayCreate says whether the role of a session may create schemas in its database.
func MayCreate(ctx context.Context, session Querier, server Server) (bool, error) {
	found, err := readOne[struct{ May bool }](ctx, session, server, "may_create")
	return found.May, err
}
