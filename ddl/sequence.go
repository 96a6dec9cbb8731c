package ddl

import (
	"fmt"

	"copydb/catalog"
)

// sequences writes CREATE SEQUENCE. A sequence needs nothing, not even the table whose column owns it; that of an identity
// column is made by its table.
func (w *writer) sequences() []Statement {
	var statements []Statement
	for _, sequence := range w.facts.Sequences {
		if w.belongsToIdentity(sequence) {
			if s, needed := w.identityPersistence(sequence); needed {
				statements = append(statements, s)
			}
			continue
		}
		statements = append(statements, w.createSequence(sequence))
		if sequence.Owner != 0 {
			statements = append(statements, ownSequence(sequence))
		}
	}
	return statements
}

func (w *writer) createSequence(sequence catalog.Sequence) Statement {
	create := "CREATE SEQUENCE "
	if sequence.Unlogged {
		if w.target.HasUnloggedSequences() {
			create = "CREATE UNLOGGED SEQUENCE "
		} else {
			w.lose(sequenceLabel(sequence), "the target has no unlogged sequences: it is logged")
		}
	}
	id := catalog.ClassRelation.Of(sequence.OID)
	return Statement{
		SQL:    create + sequence.String() + " AS " + sequence.Type + sequenceOptions(sequence),
		Kind:   KindSequence,
		Name:   sequenceLabel(sequence),
		Object: id,
		Makes:  append(catalog.ClassType.IDs(sequence.TypeOID), id),
		Drop:   "DROP SEQUENCE IF EXISTS " + sequence.String() + " CASCADE",
	}
}

// sequenceOptions writes every option, so that no version's default decides.
func sequenceOptions(sequence catalog.Sequence) string {
	options := fmt.Sprintf(" START WITH %d INCREMENT BY %d MINVALUE %d MAXVALUE %d CACHE %d",
		sequence.Start, sequence.Increment, sequence.Min, sequence.Max, sequence.Cache)
	if sequence.Cycle {
		options += " CYCLE"
	}
	return options
}

// ownSequence ties a sequence to its column, with which it will be dropped.
func ownSequence(sequence catalog.Sequence) Statement {
	return Statement{
		SQL:    "ALTER SEQUENCE " + sequence.String() + " OWNED BY " + sequence.OwnedBy,
		Kind:   KindSequenceOwner,
		Name:   "owning column of " + sequenceLabel(sequence),
		Object: catalog.ClassRelation.Of(sequence.OID),
		After:  catalog.ClassRelation.IDs(sequence.OID, sequence.Owner),
	}
}

func sequenceLabel(sequence catalog.Sequence) string { return "sequence " + sequence.Plain() }

// ownIdentity finds the sequence of an identity column. A partition has none of its own: it uses its parent's.
func (w *writer) ownIdentity(column catalog.Column) (catalog.Sequence, bool) {
	sequence, found := w.identityOf[columnID{column.Relation, column.Number}]
	return sequence, found && !w.identityIsParents(column)
}

// identityIsParents says whether the target takes a column's identity from the partitioned table alone.
func (w *writer) identityIsParents(column catalog.Column) bool {
	return w.isPartition(column.Relation) && w.target.HasPartitionIdentity()
}

// belongsToIdentity says whether a sequence comes with its identity column.
func (w *writer) belongsToIdentity(sequence catalog.Sequence) bool {
	return sequence.Identity && !w.identityIsParents(catalog.Column{Relation: sequence.Owner})
}

// identityClause writes GENERATED … AS IDENTITY with the name and all options of its sequence.
func identityClause(column catalog.Column, sequence catalog.Sequence) string {
	way := "BY DEFAULT"
	if column.Identity == catalog.IdentityAlways {
		way = "ALWAYS"
	}
	return "GENERATED " + way + " AS IDENTITY (SEQUENCE NAME " + sequence.String() + sequenceOptions(sequence) + ")"
}

// noteIdentityLoss tells of partitions' identity columns, which are their own before HasPartitionIdentity, and since then
// their parent's.
func (w *writer) noteIdentityLoss(label string, column catalog.Column) {
	_, owns := w.identityOf[columnID{column.Relation, column.Number}]
	switch {
	case owns && w.identityIsParents(column):
		w.lose(label, "the target's partitions have their parent's identity columns and none of their own")
	case !owns && column.Identity != "" && !w.target.HasPartitionIdentity():
		w.lose(label, "the target's partitions do not have their parent's identity columns")
	}
}

// identityPersistence sets an identity column's sequence logged or not, where it is not as its table is.
func (w *writer) identityPersistence(sequence catalog.Sequence) (Statement, bool) {
	if !w.target.HasUnloggedSequences() {
		if sequence.Unlogged {
			w.lose(sequenceLabel(sequence), "the target has no unlogged sequences: it is logged")
		}
		return Statement{}, false
	}
	if sequence.Unlogged == w.tableByOID[sequence.Owner].Unlogged {
		return Statement{}, false
	}
	set := " SET LOGGED"
	if sequence.Unlogged {
		set = " SET UNLOGGED"
	}
	return Statement{
		SQL:    "ALTER SEQUENCE " + sequence.String() + set,
		Kind:   KindSequenceOwner,
		Name:   "persistence of " + sequenceLabel(sequence),
		Object: catalog.ClassRelation.Of(sequence.OID),
		After:  catalog.ClassRelation.IDs(sequence.OID, sequence.Owner),
	}, true
}
