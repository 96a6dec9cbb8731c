package catalog

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"
	"text/template"

	"github.com/jackc/pgx/v5"
)

//go:embed queries/*.sql
var queryFiles embed.FS

// isMember is the condition that an object belongs to an extension, which brings it.
func isMember(class, oid string) string {
	return isMemberOf("'pg_catalog."+class+"'::pg_catalog.regclass", oid)
}

// isMemberOf is the same of an object whose class is an expression.
func isMemberOf(class, oid string) string {
	return fmt.Sprintf("exists (select from pg_catalog.pg_depend member where member.classid = %s and member.objid = %s"+
		" and member.deptype = 'e')", class, oid)
}

// snippets are conditions that many queries share, as template functions.
var snippets = template.FuncMap{
	"member": isMember,
	// brought: an extension brings the object, whose class is an expression.
	"brought": isMemberOf,
	// loose: no extension brings the object, which is part of another that is ours; or of one that is brought, whose parts all count.
	"loose": func(class, oid string) string { return "not " + isMember(class, oid) },
	// whose: stands before a condition that tells what is ours.
	"whose": func() string { return "" },
	// ours: the relation is one that we make, since no extension brings it; or, where a query is for members, one that is brought.
	"ours": func(oid string) string { return "not " + isMember("pg_class", oid) },
	// procedure: the function's name as SQL, '' where there is none.
	"procedure": func(column string) string {
		return fmt.Sprintf("case when %[1]s = 0 then '' else %[1]s::pg_catalog.regproc::text end", column)
	},
	// operator: the operator's name with its schema as SQL, '' where there is none.
	"operator": func(column string) string {
		return fmt.Sprintf("coalesce((select pg_catalog.format('OPERATOR(%%I.%%s)', named_schema.nspname, named.oprname)"+
			" from pg_catalog.pg_operator named join pg_catalog.pg_namespace named_schema on named_schema.oid = named.oprnamespace"+
			" where named.oid = %s), '')", column)
	},
	// address: joins the columns of an Address but its class and OID, of a column where sub is its number.
	"address": func(class, oid, sub string) string {
		return strings.NewReplacer("CLASS", class, "OID", oid, "SUB", sub).Replace(addressJoin)
	},
	// remains: not what a subscription leaves behind. DROP SUBSCRIPTION forgets its comment, and old servers fail where they
	// are asked for the address of what is gone.
	"remains": func(class, oid string, server Server) string {
		subscription := class + " = 'pg_catalog.pg_subscription'::pg_catalog.regclass"
		if !server.Superuser {
			return "not " + subscription // others may not read the OIDs of subscriptions
		}
		return "not (" + subscription + " and " + oid + " not in (select oid from pg_catalog.pg_subscription))"
	},
	// foreign: the publication is none of copydb's own.
	"foreign": func(name string) string { return fmt.Sprintf("%s !~ '^%s'", name, OwnPrefix) },
	// few: there are few relations that changes can go to.
	"few": func() string {
		return fmt.Sprintf("(select pg_catalog.count(*) from pg_catalog.pg_class where relkind in ('r', 'p', 'f')) <= %d", maxLandings)
	},
	// user: the schema is the users' own, neither the system's nor copydb's.
	"user": func(name string) string {
		return fmt.Sprintf("(%[1]s !~ '^pg_' and %[1]s not in ('information_schema', 'copydb'))", name)
	},
}

// maxLandings is how many tables are looked up at once, of those that changes go to.
const maxLandings = 2000

// OwnPrefix begins the names of the slots and publications that copydb makes: facts leave these publications out.
const OwnPrefix = "copydb_"

// addressJoin asks the server for the address of an object. Of its own answers those are not used that no statement can
// take: a type's SQL name, and the only operand's type of an operator that does not tell its side.
const addressJoin = `cross join lateral (
  select known.type,
         case known.type
         when 'type' then (select array[namespace.nspname::text, type.typname::text]
                           from pg_catalog.pg_type type join pg_catalog.pg_namespace namespace on namespace.oid = type.typnamespace
                           where type.oid = OID)
         when 'domain constraint' then (select array[namespace.nspname::text, type.typname::text]
                                        from pg_catalog.pg_constraint constr
                                        join pg_catalog.pg_type type on type.oid = constr.contypid
                                        join pg_catalog.pg_namespace namespace on namespace.oid = type.typnamespace
                                        where constr.oid = OID)
         else known.object_names end as names,
         case known.type
         when 'operator' then (select array[case oprleft when 0 then 'NONE' else pg_catalog.format_type(oprleft, null) end,
                                            case oprright when 0 then 'NONE' else pg_catalog.format_type(oprright, null) end]
                               from pg_catalog.pg_operator where pg_operator.oid = OID)
         else known.object_args end as args
  from pg_catalog.pg_identify_object_as_address(CLASS, OID, SUB) known
  where known.object_names is not null) address`

// ofMembers begins the kind of a query that is for what members of extensions have.
const ofMembers = "members' "

// memberSnippets are the snippets that such a query has instead of others.
var memberSnippets = template.FuncMap{
	"ours":    func(oid string) string { return isMember("pg_class", oid) },
	"member":  func(class, oid string) string { return "not " + isMember(class, oid) },
	"brought": func(class, oid string) string { return "not " + isMemberOf(class, oid) },
	"user":    func(string) string { return "true" },
	"whose":   func() string { return "not" },
	"loose":   func(string, string) string { return "true" },
}

// querySQL returns the query of a kind for a server.
func querySQL(kind string, server Server) (string, error) {
	kind, members := strings.CutPrefix(kind, ofMembers)
	file := kind + ".sql"
	base := template.New(file).Funcs(snippets)
	if members {
		base.Funcs(memberSnippets)
	}
	parsed, err := base.ParseFS(queryFiles, "queries/"+file)
	if err != nil {
		return "", fmt.Errorf("parsing query %s: %w", file, err)
	}
	var sql bytes.Buffer
	if err := parsed.Execute(&sql, server); err != nil {
		return "", fmt.Errorf("building query %s: %w", file, err)
	}
	return sql.String(), nil
}

// query is one kind's query and what becomes of its rows.
type query struct {
	kind    string
	collect func(pgx.Rows) error
}

// into collects rows into a slice of facts, a column a field (by name or `db` tag).
func into[T any](facts *[]T) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		collected, err := collect[T](rows)
		*facts = collected
		return err
	}
}

// collect reads rows into facts.
func collect[T any](rows pgx.Rows) ([]T, error) {
	return collectAs(rows, func(row *T) T { return *row })
}

// collectAs reads rows into facts that are made from them. Each row is read into the same place, and facts are kept in chunks
// until all are there: there may be a million columns.
func collectAs[R, T any](rows pgx.Rows, fact func(*R) T) ([]T, error) {
	defer rows.Close()
	const chunk = 1024
	var chunks [][]T
	var row *R
	fields := &fieldRow{Rows: rows}
	for n := 0; rows.Next(); n++ {
		if n == 0 {
			var err error
			if row, err = pgx.RowToAddrOfStructByName[R](fields); err != nil {
				return nil, err
			}
			fields.targets = repeated(fields.targets, rows.FieldDescriptions())
		}
		var zero R
		*row = zero
		if err := rows.Scan(fields.targets...); err != nil {
			return nil, err
		}
		if n%chunk == 0 {
			chunks = append(chunks, make([]T, 0, chunk))
		}
		last := &chunks[len(chunks)-1]
		*last = append(*last, fact(row))
	}
	return slices.Concat(chunks...), rows.Err()
}

// fieldRow stands in for a row to learn where pgx would scan its columns to.
type fieldRow struct {
	pgx.Rows
	targets []any
}

// Scan notes the targets, and reads nothing.
func (r *fieldRow) Scan(targets ...any) error {
	r.targets = targets
	return nil
}

// one collects the only row of a query.
func one[T any](fact *T) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		collected, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[T])
		*fact = collected
		return err
	}
}

// batcher is a session or a transaction.
type batcher interface {
	SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults
}

// readAll runs queries down one pipeline in the order given.
func readAll(ctx context.Context, session batcher, server Server, queries []query) error {
	batch := &pgx.Batch{}
	for _, q := range queries {
		sql, err := querySQL(q.kind, server)
		if err != nil {
			return err
		}
		kind, collect := q.kind, q.collect
		batch.Queue(sql).Query(func(rows pgx.Rows) error {
			if err := collect(rows); err != nil {
				return fmt.Errorf("reading %s facts: %w", kind, err)
			}
			return nil
		})
	}
	return session.SendBatch(ctx, batch).Close()
}

// Querier is a session or a transaction.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// readKind runs one query of its own, outside the pipeline of facts.
func readKind[T any](ctx context.Context, session Querier, server Server, kind string, args ...any) ([]T, error) {
	sql, err := querySQL(kind, server)
	if err != nil {
		return nil, err
	}
	if len(args) == 0 {
		args = []any{pgx.QueryExecModeExec} // one round trip instead of two: it is not asked again
	}
	rows, err := session.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", kindName(kind), err)
	}
	found, err := collect[T](rows)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", kindName(kind), err)
	}
	return found, nil
}

// readOne runs one that gives one row.
func readOne[T any](ctx context.Context, session Querier, server Server, kind string, args ...any) (found T, err error) {
	rows, err := readKind[T](ctx, session, server, kind, args...)
	if err == nil && len(rows) != 1 {
		err = fmt.Errorf("reading %s: %d rows instead of one", kindName(kind), len(rows))
	}
	if err != nil {
		return found, err
	}
	return rows[0], nil
}

// readOIDs runs one that gives OIDs.
func readOIDs(ctx context.Context, session Querier, server Server, kind string, args ...any) ([]OID, error) {
	rows, err := readKind[struct{ OID OID }](ctx, session, server, kind, args...)
	oids := make([]OID, len(rows))
	for i := range rows {
		oids[i] = rows[i].OID
	}
	return oids, err
}

// readNames runs one that gives names.
func readNames(ctx context.Context, session Querier, kind string, args ...any) ([]string, error) {
	rows, err := readKind[struct{ Name string }](ctx, session, Server{}, kind, args...)
	names := make([]string, len(rows))
	for i := range rows {
		names[i] = rows[i].Name
	}
	return names, err
}

// kindName tells a kind to people.
func kindName(kind string) string { return strings.ReplaceAll(kind, "_", " ") }
