package cli

import (
	"context"
	"strconv"
	"strings"

	"copydb/catalog"
	"copydb/plan"
)

// listedTable is a table.
type listedTable struct {
	Schema  string   `json:"schema"`
	Name    string   `json:"name"`
	Kind    string   `json:"kind"` // "table" or "partitioned table"
	Bytes   int64    `json:"bytes"`
	Rows    *int64   `json:"rows"` // null where they were never estimated
	Format  string   `json:"format"`
	Parts   int      `json:"parts"`
	Parents []string `json:"parents"`
	Bound   string   `json:"bound"` // of a partition
}

// listTables lists the tables. Sizes and rows are the server's estimates; format and parts are those of a run.
func listTables(ctx context.Context, of listed) (listing, error) {
	facts, err := of.facts(ctx)
	if err != nil {
		return listing{}, err
	}
	planned, err := plan.Build(facts, catalog.Imagined(of.server.Major()), plan.Options{Filter: of.filters.chosen})
	if err != nil {
		return listing{}, err
	}
	copied := map[catalog.OID]*plan.Table{}
	for _, table := range planned.Tables {
		copied[table.OID] = table
	}
	parents := map[catalog.OID][]string{}
	for _, inheritance := range facts.Inheritances {
		parents[inheritance.Child] = append(parents[inheritance.Child], inheritance.Plain())
	}
	var tables []listedTable
	for _, table := range facts.Tables {
		tables = append(tables, newListedTable(table, copied[table.OID], parents[table.OID]))
	}
	return newListing(tables,
		column[listedTable]{title: "Schema", text: func(t listedTable) string { return t.Schema }},
		column[listedTable]{title: "Name", text: func(t listedTable) string { return t.Name }},
		column[listedTable]{title: "Kind", text: func(t listedTable) string { return t.Kind }},
		column[listedTable]{title: "Size", number: true, text: func(t listedTable) string { return blankIf(t.Format == "", formatBytes(t.Bytes)) }},
		column[listedTable]{title: "Rows, about", number: true, text: func(t listedTable) string { return formatOptional(t.Rows) }},
		column[listedTable]{title: "Format", text: func(t listedTable) string { return t.Format }},
		column[listedTable]{title: "Parts", number: true, text: func(t listedTable) string { return blankIf(t.Parts == 0, strconv.Itoa(t.Parts)) }},
		column[listedTable]{title: "Parents", text: func(t listedTable) string { return strings.Join(t.Parents, ", ") }},
		column[listedTable]{title: "Partition", text: func(t listedTable) string { return t.Bound }},
	), nil
}

func newListedTable(table catalog.Table, copied *plan.Table, parents []string) listedTable {
	listed := listedTable{Schema: table.Schema, Name: table.Name.Name, Kind: "table", Bytes: table.Bytes, Parents: parents, Bound: table.Bound}
	if parents == nil {
		listed.Parents = []string{}
	}
	if table.Partitioned {
		listed.Kind = "partitioned table"
	}
	if rows := int64(table.Rows); rows >= 0 && !table.Partitioned {
		listed.Rows = &rows
	}
	if copied != nil {
		listed.Format, listed.Parts = copied.Copy.Format.String(), copied.Parts
	}
	return listed
}

func formatOptional(n *int64) string {
	if n == nil {
		return ""
	}
	return formatCount(*n)
}

// listedSequence is a sequence.
type listedSequence struct {
	Schema    string `json:"schema"`
	Name      string `json:"name"`
	Type      string `json:"type"`
	Last      *int64 `json:"last"` // null where no value was taken yet, or the role may not ask
	Increment int64  `json:"increment"`
	Identity  bool   `json:"identity"`
	OwnedBy   string `json:"owned_by"`
}

// listSequences lists the sequences.
func listSequences(ctx context.Context, of listed) (listing, error) {
	facts, err := of.facts(ctx)
	if err != nil {
		return listing{}, err
	}
	values, err := catalog.ReadSequenceValues(ctx, of.session, of.server)
	if err != nil {
		return listing{}, err
	}
	last := map[catalog.OID]*int64{}
	for _, value := range values {
		last[value.OID] = value.Last
	}
	var sequences []listedSequence
	for _, s := range facts.Sequences {
		sequences = append(sequences, listedSequence{Schema: s.Schema, Name: s.Name.Name, Type: s.Type, Last: last[s.OID],
			Increment: s.Increment, Identity: s.Identity, OwnedBy: s.OwnedBy})
	}
	return newListing(sequences,
		column[listedSequence]{title: "Schema", text: func(s listedSequence) string { return s.Schema }},
		column[listedSequence]{title: "Name", text: func(s listedSequence) string { return s.Name }},
		column[listedSequence]{title: "Type", text: func(s listedSequence) string { return s.Type }},
		column[listedSequence]{title: "Last value", number: true, text: func(s listedSequence) string { return formatOptional(s.Last) }},
		column[listedSequence]{title: "Increment", number: true, text: func(s listedSequence) string { return formatCount(s.Increment) }},
		column[listedSequence]{title: "Identity", text: func(s listedSequence) string { return yes(s.Identity) }},
		column[listedSequence]{title: "Owned by", text: func(s listedSequence) string { return s.OwnedBy }},
	), nil
}

// listedIndex is an index.
type listedIndex struct {
	Schema     string `json:"schema"`
	Table      string `json:"table"`
	Name       string `json:"name"`
	Constraint string `json:"constraint"` // that it belongs to
	Valid      bool   `json:"valid"`
	Definition string `json:"definition"`
}

// listIndexes lists the indexes.
func listIndexes(ctx context.Context, of listed) (listing, error) {
	facts, err := of.facts(ctx)
	if err != nil {
		return listing{}, err
	}
	constraints := map[catalog.OID]string{}
	for _, constraint := range facts.Constraints {
		constraints[constraint.OID] = constraint.Name
	}
	var indexes []listedIndex
	for _, i := range facts.Indexes {
		indexes = append(indexes, listedIndex{Schema: i.Schema, Table: i.RelationName, Name: i.Name.Name,
			Constraint: constraints[i.Constraint], Valid: i.Valid, Definition: i.Definition})
	}
	return newListing(indexes,
		column[listedIndex]{title: "Schema", text: func(i listedIndex) string { return i.Schema }},
		column[listedIndex]{title: "Table", text: func(i listedIndex) string { return i.Table }},
		column[listedIndex]{title: "Name", text: func(i listedIndex) string { return i.Name }},
		column[listedIndex]{title: "Constraint", text: func(i listedIndex) string { return i.Constraint }},
		column[listedIndex]{title: "Invalid", text: func(i listedIndex) string { return yes(!i.Valid) }},
		column[listedIndex]{title: "Definition", text: func(i listedIndex) string { return i.Definition }},
	), nil
}
