package plan

import (
	"fmt"

	"copydb/catalog"
	"copydb/copyproto"
)

// Split says which tables are copied in parts, by several sessions at the same time.
type Split struct {
	LargerThan int64 // bytes on the source's disk, TOAST included, that a part has at most; 0 for whole tables
	MaxParts   int   // of a table; 0 for any number
	By         SplitBy
}

// SplitBy is what the bounds of parts are made of.
type SplitBy string

// The kinds of bounds.
const (
	ByBest SplitBy = ""     // blocks, where the source reads ranges of them without a scan of the whole table, else keys
	ByCTID SplitBy = "ctid" // blocks of the heap
	ByKey  SplitBy = "key"  // values of the first column of an index
)

// Count returns into how many parts a table of so many bytes is cut.
func (s Split) Count(bytes int64) int {
	if s.LargerThan <= 0 || bytes <= s.LargerThan {
		return 1
	}
	count := (bytes + s.LargerThan - 1) / s.LargerThan
	if s.MaxParts > 0 {
		count = min(count, int64(s.MaxParts))
	}
	return int(count)
}

// Blocks says whether the parts of a server's tables are ranges of blocks.
func (s Split) Blocks(source catalog.Server) bool {
	return s.By == ByCTID || s.By == ByBest && source.HasTIDRangeScan()
}

// BlockParts cuts a heap into parts of the same number of blocks. Its TOAST is taken as spread evenly over them.
func BlockParts(blocks int64, count int) []copyproto.Part {
	count = int(min(int64(count), blocks))
	var parts []copyproto.Part
	for i := range count {
		part := copyproto.Part{First: uint32(blocks * int64(i) / int64(count)), End: uint32(blocks * int64(i+1) / int64(count))}
		if i == count-1 {
			part.End = 0 // the table may have grown
		}
		parts = append(parts, part)
	}
	return parts
}

// KeyParts cuts a table between the bounds given, values of the column as SQL in its order.
func KeyParts(column string, bounds []string) []copyproto.Part {
	var parts []copyproto.Part
	low := ""
	for _, bound := range append(bounds, "") {
		parts = append(parts, copyproto.Part{Key: column, Low: low, High: bound})
		low = bound
	}
	return parts
}

// copyTable appends the steps that move a table's rows: one for each of its parts, or one for the whole of it. Big tables come
// first, and those with many indexes, which can be built while other tables are copied: a build takes about half as long as
// the copy. All parts of a table weigh the same as the whole, so that it is done early.
func (b *builder) copyTable(table *Table) {
	b.plan.Tables = append(b.plan.Tables, table)
	b.tables[table.OID] = table
	table.Target = b.options.MapSchemas.Name(table.Name)
	table.Copy.Into = table.Target
	step := Step{ID: "copy " + table.Name.Plain(), Kind: Copy, Table: table, Weight: table.Bytes * int64(2+b.indexCount[table.OID]) / 2}
	parts := b.options.Parts[table.Name.String()]
	if len(parts) < 2 {
		b.copies[table.OID] = []int{b.add(step)}
		return
	}
	table.Parts = len(parts)
	for i := range parts {
		step.ID, step.Part, step.Needs = fmt.Sprintf("copy %s part %d of %d", table.Name.Plain(), i+1, len(parts)), &parts[i], nil
		b.copies[table.OID] = append(b.copies[table.OID], b.add(step))
	}
}

// vacuums appends a VACUUM of each table that could not be written as frozen, after its indexes, which it need not look at. It
// sets down which rows are visible to everybody, which index-only scans ask for: all but those that are too new for another
// session of the run, which are left to the autovacuum.
func (b *builder) vacuums() {
	for _, table := range b.plan.Tables {
		if table.Parts > 1 {
			place := b.add(b.whenDone(Step{ID: "vacuum " + table.Name.Plain(), Kind: Vacuum, Table: table, Weight: table.Bytes}, table))
			b.bound[table.OID] = append(b.bound[table.OID], place)
		}
	}
}
