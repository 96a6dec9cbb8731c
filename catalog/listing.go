package catalog

import "context"

// ListedDatabase is a database of a cluster, as lists show it.
type ListedDatabase struct {
	Name, Owner, Encoding string
	Collate, CType        string
	Connectable, Template bool
	Bytes                 int64 // on disk, -1 where the role may not ask
}

// ReadDatabases lists the databases of a session's cluster.
func ReadDatabases(ctx context.Context, session Querier, server Server) ([]ListedDatabase, error) {
	return readChecks[ListedDatabase](ctx, session, server, "listed_database")
}

// ListedCollation is a collation that a database uses, or that somebody made in it.
type ListedCollation struct {
	Name
	Provider, Locale       string
	Deterministic          bool
	Version, ActualVersion string // of its library: when it was made, and now; "" where that is not known
	Columns, Keys          int64  // of tables and of indexes, that sort by it
}

// ReadCollations lists the collations of a session's database.
func ReadCollations(ctx context.Context, session Querier, server Server) ([]ListedCollation, error) {
	return readChecks[ListedCollation](ctx, session, server, "listed_collation")
}

// SequenceValue is where a sequence stands.
type SequenceValue struct {
	OID  OID
	Last *int64 // nil where no value was taken yet, or the role may not ask
}

// ReadSequenceValues lists where the sequences of a session's database stand.
func ReadSequenceValues(ctx context.Context, session Querier, server Server) ([]SequenceValue, error) {
	return readChecks[SequenceValue](ctx, session, server, "sequence_value")
}
