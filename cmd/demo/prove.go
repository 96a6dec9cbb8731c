package main

import (
	"context"
	"embed"
	"fmt"
	"io"
	"slices"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"copydb/catalog"
	"copydb/ddl"
)

//go:embed proof/*.sql
var proofSQL embed.FS

// side is one of the two databases, as the proof sees it.
type side struct {
	tx      pgx.Tx
	server  catalog.Server
	dialect catalog.Server // the server that definitions are written for: the target, on both sides
}

// evidence is what one side has of a kind: a line an object, and a remark on all of them.
type evidence struct {
	lines  []string
	remark string
}

// kind is something that must be the same on both sides.
type kind struct {
	name string
	read func(context.Context, *side) (evidence, error)
}

func kinds() []kind {
	return []kind{
		{"tables", readTables},
		{"sequences", readSequences},
		{"large objects", readLargeObjects},
		{"definitions", readDefinitions},
		{"catalog counts", readObjects},
	}
}

// prove compares both databases kind by kind, and prints a line for each, and for each difference.
func prove(ctx context.Context, out io.Writer, source, target string) (equal bool, err error) {
	from, closeFrom, err := openSide(ctx, catalog.Source, source)
	if err != nil {
		return false, err
	}
	defer closeFrom()
	to, closeTo, err := openSide(ctx, catalog.Target, target)
	if err != nil {
		return false, err
	}
	defer closeTo()
	from.dialect, to.dialect = to.server, to.server
	equal = true
	for _, k := range kinds() {
		same, err := k.compare(ctx, out, from, to)
		if err != nil {
			return false, fmt.Errorf("comparing %s: %w", k.name, err)
		}
		equal = equal && same
	}
	return equal, nil
}

// openSide opens a session with the settings of copydb's own sessions, so that both sides print values the same way.
func openSide(ctx context.Context, name catalog.Side, url string) (*side, func(), error) {
	endpoint, err := catalog.ParseEndpoint(name, url)
	if err != nil {
		return nil, nil, err
	}
	conn, err := endpoint.Connect(ctx, "proof")
	if err != nil {
		return nil, nil, err
	}
	closeConn := func() { _ = conn.Close(context.WithoutCancel(ctx)) } // nothing is lost with a session that only reads
	server, err := catalog.ProbeServer(ctx, conn)
	if err != nil {
		closeConn()
		return nil, nil, err
	}
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		closeConn()
		return nil, nil, err
	}
	return &side{tx: tx, server: server}, closeConn, nil
}

// compare reads both sides at the same time.
func (k kind) compare(ctx context.Context, out io.Writer, from, to *side) (bool, error) {
	var source, target evidence
	group, reading := errgroup.WithContext(ctx)
	group.Go(func() (err error) { source, err = k.read(reading, from); return err })
	group.Go(func() (err error) { target, err = k.read(reading, to); return err })
	if err := group.Wait(); err != nil {
		return false, err
	}
	missing, extra := difference(source.lines, target.lines), difference(target.lines, source.lines)
	verdict := "equal"
	if len(missing)+len(extra) > 0 {
		verdict = "DIFFERENT"
	}
	fmt.Fprintf(out, "  %-16s %5d %s%s\n", k.name, len(source.lines), verdict, source.remark)
	list(out, catalog.Source, missing)
	list(out, catalog.Target, extra)
	return len(missing)+len(extra) == 0, nil
}

// list prints what one side alone has, not all of it if it is much.
func list(out io.Writer, side catalog.Side, lines []string) {
	const limit = 20
	for _, line := range lines[:min(limit, len(lines))] {
		fmt.Fprintf(out, "    only on the %s: %s\n", side, line)
	}
	if rest := len(lines) - limit; rest > 0 {
		fmt.Fprintf(out, "    and %d more only on the %s\n", rest, side)
	}
}

// difference returns the lines that a has and b has not, or not as often.
func difference(a, b []string) []string {
	count := map[string]int{}
	for _, line := range b {
		count[line]++
	}
	var only []string
	for _, line := range a {
		count[line]--
		if count[line] < 0 {
			only = append(only, line)
		}
	}
	return only
}

// readTables counts the rows of each table, and sums up a hash of each row's text: the order of rows does not matter.
func readTables(ctx context.Context, s *side) (evidence, error) {
	type table struct {
		Name   string
		Filled bool
	}
	tables, err := collect(ctx, s, "tables", pgx.RowToStructByName[table])
	if err != nil {
		return evidence{}, err
	}
	var found evidence
	var total int64
	for _, t := range tables {
		if !t.Filled {
			found.lines = append(found.lines, t.Name+": never filled")
			continue
		}
		var rows int64
		var sum string
		sql := "select count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text from only " + t.Name + " t"
		if err := s.tx.QueryRow(ctx, sql).Scan(&rows, &sum); err != nil {
			return evidence{}, fmt.Errorf("reading %s: %w", t.Name, err)
		}
		total += rows
		found.lines = append(found.lines, fmt.Sprintf("%s: %d rows, checksum %s", t.Name, rows, sum))
	}
	found.remark = message.NewPrinter(language.English).Sprintf(", with %d rows", total)
	return found, nil
}

func readSequences(ctx context.Context, s *side) (evidence, error) {
	names, err := collect(ctx, s, "sequences", pgx.RowTo[string])
	if err != nil {
		return evidence{}, err
	}
	var found evidence
	for _, name := range names {
		var value int64
		var called bool
		if err := s.tx.QueryRow(ctx, "select last_value, is_called from "+name).Scan(&value, &called); err != nil {
			return evidence{}, fmt.Errorf("reading %s: %w", name, err)
		}
		found.lines = append(found.lines, fmt.Sprintf("%s: at %d, called: %t", name, value, called))
	}
	return found, nil
}

func readLargeObjects(ctx context.Context, s *side) (evidence, error) {
	lines, err := collect(ctx, s, "largeobjects", pgx.RowTo[string])
	return evidence{lines: lines}, err
}

func readObjects(ctx context.Context, s *side) (evidence, error) {
	lines, err := collect(ctx, s, "objects", pgx.RowTo[string])
	return evidence{lines: lines}, err
}

// readDefinitions writes the statements that make the database, as copydb does.
func readDefinitions(ctx context.Context, s *side) (evidence, error) {
	facts, err := catalog.ReadFacts(ctx, s.tx, s.server)
	if err != nil {
		return evidence{}, err
	}
	statements, _ := ddl.Statements(facts, s.dialect, ddl.Options{})
	ordered, err := ddl.Order(statements, facts.Depends)
	if err != nil {
		return evidence{}, err
	}
	var found evidence
	for _, statement := range ordered {
		found.lines = append(found.lines, statement.SQL)
	}
	slices.Sort(found.lines)
	return found, nil
}

// collect runs a query of the folder proof.
func collect[T any](ctx context.Context, s *side, name string, row pgx.RowToFunc[T]) ([]T, error) {
	sql, err := proofSQL.ReadFile("proof/" + name + ".sql")
	if err != nil {
		return nil, err
	}
	rows, err := s.tx.Query(ctx, string(sql))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, row)
}
