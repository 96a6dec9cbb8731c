package catalog

// Setting is a value that sessions begin with: those of a role, of this database, or of a role in this database.
type Setting struct {
	Role    string // "" for every role
	RoleOID OID
	Here    bool // in this database
	Name    string
	Value   string // as the server keeps it: of a list, with its own quotes
}

// OfAllRoles says whether it is every role's in every database: ALTER ROLE ALL SET.
func (s Setting) OfAllRoles() bool { return s.Role == "" && !s.Here }
