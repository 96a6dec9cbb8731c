package catalog

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
)

// ListedDatabase is a database of a cluster, as lists show it.
type ListedDatabase struct {
	Name, Owner, Encoding string
	Collate, CType        string
	Connectable, Template bool
	Bytes                 int64 // on disk, -1 where the role may not ask
}

// ReadDatabases lists the databases of a session's cluster.
func ReadDatabases(ctx context.Context, session Querier, server Server) ([]ListedDatabase, error) {
	return readKind[ListedDatabase](ctx, session, server, "listed_database")
}

// Databases names the databases of an endpoint's cluster that take connections and are no templates, the largest first.
func (e Endpoint) Databases(ctx context.Context, application string) (names []string, err error) {
	err = e.Read(ctx, application, func(tx pgx.Tx, server Server) error {
		found, err := ReadDatabases(ctx, tx, server)
		if err != nil {
			return fmt.Errorf("listing the databases: %w", err)
		}
		slices.SortStableFunc(found, func(a, b ListedDatabase) int { return cmp.Compare(b.Bytes, a.Bytes) })
		for _, database := range found {
			if database.Connectable && !database.Template {
				names = append(names, database.Name)
			}
		}
		return nil
	})
	return names, err
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
	return readKind[ListedCollation](ctx, session, server, "listed_collation")
}

// SequenceValue is where a sequence stands.
type SequenceValue struct {
	OID  OID
	Last *int64 // nil where no value was taken yet, or the role may not ask
}

// ReadSequenceValues lists where the sequences of a session's database stand.
func ReadSequenceValues(ctx context.Context, session Querier, server Server) ([]SequenceValue, error) {
	return readKind[SequenceValue](ctx, session, server, "sequence_value")
}
