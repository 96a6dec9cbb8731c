package ddl

import (
	"fmt"
	"slices"

	"copydb/catalog"
)

// PostgreSQL attaches no index of an exclusion constraint, or of a key over periods, to that of a parent: it takes no two
// for equal. Such a constraint of a partitioned table has to be added to all partitions at once, which is done before
// the rows. The server makes up the partitions' names for it, so that each gets its own afterwards.

// handedDown says whether a partition's constraint comes with its parent's: not where the target cannot have that one.
func (w *writer) handedDown(constraint catalog.Constraint) bool {
	if constraint.Parent == 0 || !comparesWithNone(constraint) {
		return false
	}
	parent := w.constraintByOID.of(constraint.Parent)
	return w.unmakable(w.indexByOID.of(parent.Index)) == ""
}

// handsDown says whether a partitioned table's constraint is added to the partitions along with it: where any has its own
// from it. One that was added to the table alone stays there, and its index is never valid.
func (w *writer) handsDown(constraint catalog.Constraint) bool {
	return comparesWithNone(constraint) && len(w.childConstraints[constraint.OID]) > 0
}

// comparesWithNone says whether PostgreSQL takes the index of a constraint for unlike any other.
func comparesWithNone(constraint catalog.Constraint) bool {
	return constraint.Type == catalog.ExclusionConstraint || constraint.Period
}

// nameHandedDown gives a partition's constraint, and its index, their name, by way of a block of code: only the target
// knows what the name was so far.
func (w *writer) nameHandedDown(constraint catalog.Constraint, index catalog.Index) Statement {
	parent := w.indexByOID.of(index.Parent)
	if !slices.Equal(index.Options, parent.Options) || index.Tablespace != parent.Tablespace {
		w.lose(indexLabel(index), "it cannot have other options, or another tablespace, than "+indexLabel(parent))
	}
	name := catalog.Literal(constraint.Name)
	code := fmt.Sprintf(`DECLARE
    made pg_catalog.regclass := (
        SELECT inhrelid FROM pg_catalog.pg_inherits JOIN pg_catalog.pg_index ON indexrelid = inhrelid
        WHERE inhparent = %s::pg_catalog.regclass AND indrelid = %s::pg_catalog.regclass);
BEGIN
    IF (SELECT relname FROM pg_catalog.pg_class WHERE oid = made) <> %s THEN
        EXECUTE pg_catalog.format('ALTER INDEX %%s RENAME TO %%I', made, %s);
    END IF;
END`, catalog.Literal(parent.String()), catalog.Literal(constraint.On().String()), name, name)
	return Statement{
		SQL:    "DO " + catalog.Literal(code),
		Kind:   KindConstraint,
		Name:   "name of " + constraintLabel(constraint),
		Object: catalog.ClassConstraint.Of(constraint.OID),
		Makes:  []catalog.ID{catalog.ClassConstraint.Of(constraint.OID), catalog.ClassRelation.Of(index.OID)},
		After:  append(catalog.ClassRelation.IDs(constraint.Relation), catalog.ClassConstraint.Of(constraint.Parent)),
	}
}
