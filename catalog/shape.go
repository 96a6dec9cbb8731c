package catalog

import "context"

// TableShape is a table as both sides of a stream have to agree on it.
type TableShape struct {
	OID OID
	Name
	ParentSchema, ParentName string        // of a partition
	Bound                    string        // of a partition, FOR VALUES … or DEFAULT as the server prints it, else ""
	PartitionKey             string        // PARTITION BY as the server prints it, else ""
	File                     uint32        // relfilenode: another one when all rows were written anew; 0 of a partitioned table
	Columns                  []ColumnShape `db:"-"`
}

// Parent is the table that this one is a partition of; the zero Name if there is none.
func (t TableShape) Parent() Name { return Name{Schema: t.ParentSchema, Name: t.ParentName} }

// ColumnShape is a column of a table.
type ColumnShape struct {
	Relation   OID
	Number     int // attnum: those of columns that were dropped are missing
	Name       string
	Type       string  // as SQL, with its modifier
	TypeSchema string  // of a user's type, else ""
	Inherited  bool    // it changes with that of a parent
	Generated  bool    // it is computed from others
	Required   bool    // no row can be without a value of it, and it has none by default
	Filled     bool    // NOT NULL
	Version    int64   // of its definition: xmin of its row in pg_attribute
	Missing    *string // its value in rows that were there before it, as text of an array; nil for none
	Given      *string // its default, where Missing is one
	Needed     bool    // other objects would have to be dropped with it
}

// ReadTableShapes reads those of all tables of the users'.
func ReadTableShapes(ctx context.Context, session Querier, server Server) ([]TableShape, error) {
	tables, err := readKind[TableShape](ctx, session, server, "table_shape")
	if err != nil {
		return nil, err
	}
	columns, err := readKind[ColumnShape](ctx, session, server, "column_shape")
	if err != nil {
		return nil, err
	}
	columnsOf := GroupBy(columns, func(c *ColumnShape) OID { return c.Relation })
	for i := range tables {
		tables[i].Columns = columnsOf[tables[i].OID]
	}
	return tables, nil
}

// ReadRelationNames lists the tables, views, materialized views, foreign tables and sequences of the users'.
func ReadRelationNames(ctx context.Context, session Querier, server Server) ([]Name, error) {
	return readKind[Name](ctx, session, server, "relation_name")
}
