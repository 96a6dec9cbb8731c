package catalog

import "context"

// Extension is an installed extension, but for those that initdb installs. Its members are its own to make.
type Extension struct {
	OID     OID
	Name    string
	Schema  string // where its objects are
	Version string
	// OwnSchema: the schema is a member of the extension, which makes it.
	OwnSchema bool
	SchemaOID OID
}

// ExtensionVersion is a version that an extension can be made in.
type ExtensionVersion struct{ Name, Version string }

// ReadExtensionVersions lists those of a server.
func ReadExtensionVersions(ctx context.Context, session Querier, server Server) ([]ExtensionVersion, error) {
	return readKind[ExtensionVersion](ctx, session, server, "extension_version")
}

// ConfigTable is a table, or a sequence, of an extension that holds rows of the users' (pg_extension_config_dump): CREATE
// EXTENSION makes it, the rows have to be copied.
type ConfigTable struct {
	OID          OID
	ExtensionOID OID
	Name
	Sequence   bool
	Condition  string   // the boolean expression, in SQL, of the users' own rows, "" where all are
	Columns    []string // that can be written, in physical order
	References []OID    // the config tables that its foreign keys refer to, which are in force while rows come
}

// ExtensionMember is an object that belongs to an extension: its script made it, or somebody added it.
type ExtensionMember struct {
	Address
	Extension    string
	ExtensionOID OID
}
