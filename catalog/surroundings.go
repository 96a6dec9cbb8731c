package catalog

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
)

// Surroundings is what is around a target's database before anything is made there: its cluster, and what the role of the
// session may do. A run that goes on keeps those that it began with: what it made itself is not to change its plan.
type Surroundings struct {
	Rights      Rights
	Database    Database
	Roles       []Role
	Memberships []Membership
	Settings    []Setting
	Tablespaces []Tablespace
	Extensions  []AvailableExtension
}

// Rights is what the role of a session may do. Of a superuser, who may do everything, the lists are empty, but for
// Settable.
type Rights struct {
	Role           string
	Superuser      bool
	CreateRole     bool
	CreateDatabase bool
	Replication    bool
	BypassRLS      bool
	OwnsDatabase   bool
	OwnsPublic     bool     // the public schema
	ActsAs         []string // the roles whose privileges it has, and that it may become
	Administers    []string // the roles that it may grant
	Settable       []string // the settings that it may give to databases and roles
	Wrappers       []string // the foreign-data wrappers that it may use
}

// HasRole says whether the cluster has a role.
func (s *Surroundings) HasRole(name string) bool {
	return slices.ContainsFunc(s.Roles, func(role Role) bool { return role.Name == name })
}

// ReadDatabase reads what the cluster knows of the database of a session.
func ReadDatabase(ctx context.Context, session Querier, server Server) (Database, error) {
	return readOne[Database](ctx, session, server, "database")
}

// ReadTablespaces reads the cluster's tablespaces.
func ReadTablespaces(ctx context.Context, session Querier, server Server) ([]Tablespace, error) {
	return readKind[Tablespace](ctx, session, server, "tablespace")
}

// ReadSurroundings reads what is around the database of a session.
func ReadSurroundings(ctx context.Context, conn *pgx.Conn, server Server) (*Surroundings, error) {
	s := &Surroundings{}
	err := readAll(ctx, conn, server, []query{
		{"rights", one(&s.Rights)},
		{"database", one(&s.Database)},
		{"role", into(&s.Roles)},
		{"membership", into(&s.Memberships)},
		{"setting", into(&s.Settings)},
		{"tablespace", into(&s.Tablespaces)},
		{"available_extension", into(&s.Extensions)},
	})
	if err != nil {
		return nil, fmt.Errorf("reading what is around the database: %w", err)
	}
	return s, nil
}
