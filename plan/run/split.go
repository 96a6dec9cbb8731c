package run

import (
	"context"

	"copydb/catalog"
	"copydb/catalog/filter"
	"copydb/copyproto"
	"copydb/plan"
)

// split cuts tables that are big enough to be copied in parts. The parts are options of the run, so that one that goes on has the
// same, whatever has become of the table since.
func (r *run) split(ctx context.Context) error {
	r.Options.Parts = map[string][]copyproto.Part{}
	if !r.Options.Only.HasRows() {
		return nil
	}
	choice := filter.Choose(r.whole, r.Options.Filter)
	for i := range choice.Facts.Tables {
		table := &choice.Facts.Tables[i]
		count := r.Options.Split.Count(table.Bytes)
		if count < 2 || choice.NoRows[table.OID] {
			continue
		}
		parts, err := r.parts(ctx, table, count)
		if err != nil {
			return &StepError{Side: catalog.Source, Object: "table " + table.Name.Plain(), Err: err}
		}
		if len(parts) > 1 {
			r.Options.Parts[table.Name.String()] = parts
		}
	}
	return nil
}

// parts cuts a table. It returns none where there is nothing to cut it by.
func (r *run) parts(ctx context.Context, table *catalog.Table, count int) ([]copyproto.Part, error) {
	key, err := catalog.ReadSplitKey(ctx, r.snapshot, r.whole.Server, table.OID)
	if err != nil {
		return nil, err
	}
	if r.Options.Split.Blocks(r.whole.Server) {
		return plan.BlockParts(key.Blocks, count), nil
	}
	if key.Column == "" {
		return nil, nil
	}
	bounds, err := catalog.ReadSplitBounds(ctx, r.snapshot, table.Name, key, table.Rows, count)
	if err != nil {
		return nil, err
	}
	return plan.KeyParts(key.Column, bounds), nil
}
