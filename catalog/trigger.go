package catalog

// Trigger is a trigger that somebody made, or the clone of one that a partition has because its parent has it. The
// internal ones of foreign keys and deferrable keys come with their constraints.
type Trigger struct {
	OID          OID
	Relation     OID
	Schema       string // of the relation
	RelationName string // without its schema
	Name         string
	Definition   string // as the server prints it, "" for a clone
	Enabled      string // O origin, the default, D disabled, R on a replica only, A always
	Parent       OID    // of a clone, the trigger of the parent table, else 0
	Constraint   OID    // of a constraint trigger, else 0
}

// On returns the name of the trigger's relation.
func (t Trigger) On() Name { return Name{Schema: t.Schema, Name: t.RelationName} }
