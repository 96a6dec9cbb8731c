package catalog

// Role is a role of the cluster, but for those that the system brings (pg_…).
type Role struct {
	OID             OID
	Name            string
	Superuser       bool
	Inherit         bool
	CreateRole      bool
	CreateDatabase  bool
	Login           bool
	Replication     bool
	BypassRLS       bool
	ConnectionLimit int32  // -1 for none
	Password        string `json:"-"` // as the cluster keeps it, hashed; "" where there is none, or it is not ours to read
	ValidUntil      string // of the password; "" for ever
	Comment         string
}

// firstRole is the OID of the role that initdb made, a superuser.
const firstRole OID = 10

// IsFirst says whether initdb made the role: every cluster has one of its own, of whatever name.
func (r Role) IsFirst() bool { return r.OID == firstRole }

// Membership is that a role was granted to another. One role can be granted to another by several.
type Membership struct {
	Role, Member       string
	RoleOID, MemberOID OID
	Grantor            string // "" where that role is gone
	GrantorOID         OID
	Admin              bool // the member may grant the role to others
	// Inherit and Set are the membership's own options, as servers with HasMembershipOptions know them.
	Inherit, Set bool
}
