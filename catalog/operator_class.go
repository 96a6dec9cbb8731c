package catalog

// OperatorClass tells an access method how to work with a type.
type OperatorClass struct {
	OID OID
	Name
	Method       string // access method
	Type         string // as SQL
	Default      bool
	FamilySchema string
	FamilyName   string
	Storage      string // type as SQL, where it is not Type, else ""
}

// Family returns the name of the operator family that the class belongs to.
func (c OperatorClass) Family() Name { return Name{Schema: c.FamilySchema, Name: c.FamilyName} }

// OperatorMember is an operator or a support function of an operator class, or of an operator family where it is loose:
// no class of the family needs it. A family of the system's own can have loose members of the users' as well.
type OperatorMember struct {
	Class         Class // ClassMemberOperator or ClassMemberFunction
	OID           OID
	FamilyOID     OID
	Schema        string // of the family
	Name          string // of the family
	Method        string // access method
	OperatorClass OID    // 0 where the member is loose
	Number        int16  // strategy of an operator, number of a function
	Left, Right   string // types, as SQL
	Item          string // the operator or function with its types, as SQL
	SortFamily    string // of an ordering operator, as SQL, else ""
}

// Family returns the name of the operator family that the member belongs to.
func (m OperatorMember) Family() Name { return Name{Schema: m.Schema, Name: m.Name} }
