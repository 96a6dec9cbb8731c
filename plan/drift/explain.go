package drift

import (
	"errors"
	"fmt"

	"copydb/catalog"
	"copydb/logical/apply"
)

// Explain says what would mend a target that changes do not fit, where err is of such, by all that is known of both sides. It
// returns err itself, an *apply.DriftError perhaps with other statements, or err with an *Error.
func (s *Shapes) Explain(err error) error {
	var drift *apply.DriftError
	if errors.As(err, &drift) {
		s.mend(drift)
		return err
	}
	var refused *apply.Error
	if !errors.As(err, &refused) {
		return err
	}
	all, _ := s.Compare(func(Difference) bool { return true }) // perhaps a value that a column's type does not take
	if all == nil && catalog.SQLState(err) == catalog.NotNullViolation {
		all = s.Unfilled(refused.Table)
	}
	if all != nil {
		return fmt.Errorf("%w: %w", err, all)
	}
	return err
}

// mend gives an error of a relation the statements that mend it.
func (s *Shapes) mend(drift *apply.DriftError) {
	if s.thereByName[drift.Table] == nil {
		drift.Mend = s.mendMissing(drift.Table)
	} else if all, _ := s.Compare(func(d Difference) bool { return d.renames }); all != nil { // of a partition, its parent is to be mended
		drift.Mend = all.Mend
	}
}
