package run

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog"
	"copydb/copyproto"
	"copydb/plan"
	"copydb/plan/journal"
)

// setSequences gives every sequence of the target the source's value.
func (w *worker) setSequences(ctx context.Context, step *plan.Step) (outcome, error) {
	return w.move(ctx, step, "sequences", beginTransaction(), func() (outcome, error) {
		sequences := w.sequences()
		values, err := w.readSequences(ctx, sequences)
		if err != nil {
			return outcome{}, &copyproto.Error{Side: catalog.Source, Err: err}
		}
		denied, err := w.writeSequences(ctx, sequences, values)
		if err != nil {
			return outcome{}, &copyproto.Error{Side: catalog.Target, Err: err}
		}
		return outcome{rows: int64(len(values) - len(denied)), but: denied}, nil
	})
}

// sequences lists the plan's, but for those that were left out while the run went on.
func (w *worker) sequences() []plan.Sequence {
	var sequences []plan.Sequence
	for _, sequence := range w.plan.Sequences {
		if !w.isLeftOut(catalog.ClassRelation.Of(sequence.OID)) {
			sequences = append(sequences, sequence)
		}
	}
	return sequences
}

// sequenceValue is where a sequence stands.
type sequenceValue struct {
	last   int64
	called bool
}

// readSequences asks sequences of the source, in one round trip. A sequence is not part of a snapshot: the value is the one
// of this moment.
func (w *worker) readSequences(ctx context.Context, sequences []plan.Sequence) ([]sequenceValue, error) {
	values := make([]sequenceValue, len(sequences))
	batch := &pgx.Batch{}
	for i, sequence := range sequences {
		batch.Queue("select last_value, is_called from " + sequence.String()).QueryRow(func(row pgx.Row) error {
			if err := row.Scan(&values[i].last, &values[i].called); err != nil {
				return fmt.Errorf("reading sequence %s: %w", sequence.Plain(), err)
			}
			return nil
		})
	}
	return values, w.source.SendBatch(ctx, batch).Close()
}

// writeSequences sets sequences of the target, in one round trip. Those of an extension may be somebody else's, who lets
// nobody set them.
func (w *worker) writeSequences(ctx context.Context, sequences []plan.Sequence, values []sequenceValue) (denied []journal.Exception, err error) {
	batch := &pgx.Batch{}
	for i, sequence := range sequences {
		set := batch.Queue(`select pg_catalog.setval($1::text::pg_catalog.regclass, $2, $3)
			where pg_catalog.has_sequence_privilege($1::text::pg_catalog.regclass, 'update')`,
			sequence.Target.String(), values[i].last, values[i].called)
		set.Exec(func(tag pgconn.CommandTag) error {
			if tag.RowsAffected() == 0 {
				denied = append(denied, journal.Exception{Place: -1, Object: "value of sequence " + sequence.Plain(),
					Reason: "role " + w.run.target.Role + " may not set it"})
			}
			return nil
		})
	}
	err = w.target.SendBatch(ctx, batch).Close()
	return denied, err
}
