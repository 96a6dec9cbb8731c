package catalog

// ConstraintType is what a constraint is, as pg_constraint's contype says it.
type ConstraintType byte

// ScanBytes reads what the server sends.
func (t *ConstraintType) ScanBytes(text []byte) error { return scanLetter(text, t) }

// The types of constraints on relations.
const (
	PrimaryKey          ConstraintType = 'p'
	UniqueConstraint    ConstraintType = 'u'
	ExclusionConstraint ConstraintType = 'x'
	ForeignKey          ConstraintType = 'f'
	CheckConstraint     ConstraintType = 'c'
	NotNullConstraint   ConstraintType = 'n' // a row of its own on servers with HasNamedNotNull only
	TriggerConstraint   ConstraintType = 't'
)

// Constraint is a constraint of a table or a foreign table. There may be hundreds of thousands: small fields stand together.
type Constraint struct {
	OID             OID
	Relation        OID
	Index           OID // of a key or exclusion its own index, of a foreign key the one it refers to
	ForeignRelation OID // of a foreign key, the relation it refers to
	Parent          OID // the constraint of the partitioned table that this one belongs to
	InheritCount    int16
	Type            ConstraintType
	Deferrable      bool
	Deferred        bool // initially
	Validated       bool
	Enforced        bool
	Local           bool // defined here, perhaps besides being inherited
	NoInherit       bool
	Period          bool   // WITHOUT OVERLAPS, or PERIOD in a foreign key
	Schema          string // of the relation
	RelationName    string // without its schema
	Name            string
	Definition      string  // as the server prints it behind CONSTRAINT name; "" for the types n and t
	DeleteColumns   string  // of a foreign key, those that ON DELETE sets, as the server prints them; "" for all
	Columns         []int16 // conkey: the columns' numbers, none for a check over no column
}

// On returns the name of the constraint's relation.
func (c Constraint) On() Name { return Name{Schema: c.Schema, Name: c.RelationName} }
