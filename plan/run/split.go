package run

import (
	"context"

	"copydb/catalog"
	"copydb/copyproto"
	"copydb/plan"
)

// split plans the run anew where some of its tables are big enough to be copied in parts. The parts are options of the run, so
// that one that goes on has the same, whatever has become of the table since.
func (r *run) split(ctx context.Context) error {
	r.Options.Parts = map[string][]copyproto.Part{}
	rows := map[catalog.OID]float64{}
	for _, table := range r.whole.Tables {
		rows[table.OID] = table.Rows
	}
	for _, table := range r.plan.Tables {
		count := r.Options.Split.Count(table.Bytes)
		if count < 2 {
			continue
		}
		parts, err := r.parts(ctx, table, rows[table.OID], count)
		if err != nil {
			return &StepError{Side: catalog.Source, Object: "table " + table.Name.Plain(), Err: err}
		}
		if len(parts) > 1 {
			r.Options.Parts[table.Name.String()] = parts
		}
	}
	if len(r.Options.Parts) == 0 {
		return nil
	}
	return r.build(ctx)
}

// parts cuts a table. It returns none where there is nothing to cut it by.
func (r *run) parts(ctx context.Context, table *plan.Table, rows float64, count int) ([]copyproto.Part, error) {
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
	bounds, err := catalog.ReadSplitBounds(ctx, r.snapshot, table.Copy.Name, key, rows, count)
	if err != nil {
		return nil, err
	}
	return plan.KeyParts(key.Column, bounds), nil
}
