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
			statements = append(statements, w.alterIdentity(sequence)...)
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
	return sequence, found && !w.identityIsParents(column.Relation)
}

// identityIsParents says whether the target takes the identity of a relation's column from the partitioned table alone.
func (w *writer) identityIsParents(relation catalog.OID) bool {
	return w.isPartition(relation) && w.target.HasPartitionIdentity()
}

// belongsToIdentity says whether a sequence comes with its identity column.
func (w *writer) belongsToIdentity(sequence catalog.Sequence) bool {
	return sequence.Identity && !w.identityIsParents(sequence.Owner)
}

// identityClause writes GENERATED … AS IDENTITY with the name and all options of its sequence.
func identityClause(column catalog.Column, sequence catalog.Sequence) string {
	way := "BY DEFAULT"
	if column.Identity == catalog.IdentityAlways {
		way = "ALWAYS"
	}
	clause := "GENERATED " + way + " AS IDENTITY (SEQUENCE NAME " + sequence.String()
	if sequence.Type == column.Type {
		clause += sequenceOptions(sequence)
	}
	return clause + ")"
}

// noteIdentityLoss tells of partitions' identity columns, which are their own before HasPartitionIdentity, and since then
// their parent's.
func (w *writer) noteIdentityLoss(label string, column catalog.Column) {
	_, owns := w.identityOf[columnID{column.Relation, column.Number}]
	switch {
	case owns && w.identityIsParents(column.Relation):
		w.lose(label, "the target's partitions have their parent's identity columns and none of their own")
	case !owns && column.Identity != "" && !w.target.HasPartitionIdentity():
		w.lose(label, "the target's partitions do not have their parent's identity columns")
	}
}

// alterIdentity writes what a sequence is after its column made it otherwise: it gets the column's type and the
// persistence of the table.
func (w *writer) alterIdentity(sequence catalog.Sequence) []Statement {
	var statements []Statement
	alter := func(what, change string) {
		statements = append(statements, Statement{
			SQL:    "ALTER SEQUENCE " + sequence.String() + change,
			Kind:   KindSequenceOwner,
			Name:   what + " of " + sequenceLabel(sequence),
			Object: catalog.ClassRelation.Of(sequence.OID),
			After:  catalog.ClassRelation.IDs(sequence.OID, sequence.Owner),
		})
	}
	column := w.columnNumbered(sequence.Owner, sequence.OwnerColumn)
	if column.Type != sequence.Type {
		alter("type", fmt.Sprintf(" AS %s%s RESTART WITH %d", sequence.Type, sequenceOptions(sequence), sequence.Start))
	}
	persistence := " SET LOGGED"
	if sequence.Unlogged {
		persistence = " SET UNLOGGED"
	}
	switch {
	case w.target.HasUnloggedSequences() && sequence.Unlogged != w.tableByOID.of(sequence.Owner).Unlogged:
		alter("persistence", persistence)
	case sequence.Unlogged && !w.target.HasUnloggedSequences():
		w.lose("column "+w.names[sequence.Owner].Plain()+"."+column.Name, "the target has no unlogged sequences: its sequence is logged")
	}
	return statements
}
