package catalog

// Depend is an edge of pg_depend: Object needs Needs.
type Depend struct {
	Class      Class
	OID        OID
	NeedsClass Class
	NeedsOID   OID
	Kind       string // deptype: n normal, a auto, i internal, e extension member
}

// Object is the dependent end of the edge.
func (d Depend) Object() ID { return ID{d.Class, d.OID} }

// Needs is the end that must exist first.
func (d Depend) Needs() ID { return ID{d.NeedsClass, d.NeedsOID} }
