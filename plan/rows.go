package plan

import (
	"fmt"

	"copydb/catalog"
	"copydb/copyproto"
)

// largeObjectsPerStep bounds the locks and the size of one transaction of large objects.
const largeObjectsPerStep = 1000

// rows appends what moves rows: tables, large objects, sequences; of those that the target can have.
func (b *builder) rows() {
	if b.options.Only.HasRows() {
		b.copyTables()
		b.configTables()
	}
	if b.options.Only.HasLargeObjects() {
		b.largeObjects()
	}
	if b.options.Only.HasSequences() {
		b.sequences()
	}
}

// copyTables appends a step for each table. A table that is there already may not be truncated: others may refer to it.
func (b *builder) copyTables() {
	columns := catalog.ColumnsOf(b.facts.Columns)
	for i := range b.facts.Tables {
		table := &b.facts.Tables[i]
		if table.Partitioned || b.plan.Choice.NoRows[table.OID] || !b.made[catalog.ClassRelation.Of(table.OID)] {
			continue
		}
		planned := b.newTable(table, columns[table.OID])
		planned.Adds = b.options.Only.FillsIn()
		planned.Copy.Where = b.plan.Choice.Where[table.OID]
		b.copyTable(planned)
	}
}

func (b *builder) sequences() {
	for _, sequence := range b.facts.Sequences {
		if b.made[catalog.ClassRelation.Of(sequence.OID)] {
			b.plan.Sequences = append(b.plan.Sequences, b.sequence(sequence.OID, sequence.Name))
		}
	}
	for _, config := range b.facts.ConfigTables {
		if config.Sequence && !b.options.DDL.NoExtensions {
			b.plan.Sequences = append(b.plan.Sequences, b.sequence(config.OID, config.Name))
		}
	}
	if len(b.plan.Sequences) > 0 {
		b.add(Step{ID: string(Sequences), Kind: Sequences})
	}
}

func (b *builder) sequence(oid catalog.OID, name catalog.Name) Sequence {
	return Sequence{OID: oid, Name: name, Target: b.options.MapSchemas.Name(name)}
}

// mostlyFilled is the n up to which a character(n) is taken to hold what fills it, such as a code or a hash, and no text. To
// find out that there is nothing to trim costs the source 0.1 µs.
const mostlyFilled = 64

// newTable says how a table's rows are copied: the columns that are not computed from others, in binary where each of
// their types allows it (see copyproto.Format), and the source trims what the target pads.
func (b *builder) newTable(table *catalog.Table, columns []catalog.Column) *Table {
	planned := &Table{OID: table.OID, Name: table.Name, Bytes: table.Bytes, Parts: 1, Empty: table.Empty}
	planned.Copy = copyproto.Table{Name: table.Name, Columns: make([]string, 0, len(columns)), Format: copyproto.Binary}
	for _, column := range columns {
		if column.Generated != "" {
			continue
		}
		planned.Copy.Columns = append(planned.Copy.Columns, column.Name)
		if !column.InBinary(b.facts.Server, b.target) {
			planned.Copy.Format = copyproto.Text
		}
		if b.facts.Server.TrimsBytes() && column.Width() > mostlyFilled {
			planned.Copy.Padded = append(planned.Copy.Padded, column.Name)
		}
	}
	if planned.Copy.Format == copyproto.Text {
		planned.Copy.Padded = nil
	}
	return planned
}

func (b *builder) largeObjects() {
	if b.options.SkipLargeObjects {
		return
	}
	var oids []catalog.OID
	for _, object := range b.facts.LargeObjects {
		oids = append(oids, object.OID)
	}
	for first := 0; first < len(oids); first += largeObjectsPerStep {
		part := oids[first:min(first+largeObjectsPerStep, len(oids))]
		id := fmt.Sprintf("large objects %d to %d", part[0], part[len(part)-1])
		b.add(Step{ID: id, Kind: LargeObjects, batch: &batch{largeObjects: part}})
	}
}
