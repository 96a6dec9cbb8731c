// Package catalog is copydb's eye on a server: it connects, says what the server and the role can do, holds the exported
// snapshot, and reads the catalogs into facts.
//
// Words:
//
//   - Endpoint: one of the two databases of a run, the source or the target, and how it is reached.
//   - Server: what was probed once about the other side of a connection; its methods name capabilities
//     (HasTIDRangeScan), and version numbers appear in server.go alone.
//   - Snapshot: the source's exported snapshot, under which everything is read, catalogs included.
//   - ID: an object as pg_depend names it, the catalog it is in and its OID.
//   - Facts: what the catalogs say about a database, one slice a kind of object, in a stable order.
//
// How facts are read: each kind has one query in queries/, a text/template whose data is the Server, so that a version's
// branch is a named capability ({{if .HasColumnCompression}}). All queries go down one pipeline in one transaction.
// Definitions are printed by the server where it can (pg_get_*def, with an empty search_path, so that every name comes
// with its schema); what we print ourselves comes as fields.
//
// What belongs to every kind of object is read for all kinds at once, by ID: dependencies, owners, privileges, comments and
// security labels (depend.sql, owner.sql, privilege.sql, comment.sql, label.sql).
//
// Promises: nothing is ever written to a source; no error carries a password or a connection string; facts of members of
// an extension are left out, the extension brings them.
package catalog
