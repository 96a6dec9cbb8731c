package catalog

// Publication is a publication. What it publishes besides all tables are facts of their own.
type Publication struct {
	OID              OID
	Name             string
	AllTables        bool
	Publish          []string // insert, update, delete, truncate
	ViaRoot          bool     // publish_via_partition_root
	GeneratedColumns string   // publish_generated_columns: "stored", "" for none
}

// PublicationTable is a table of a publication.
type PublicationTable struct {
	OID            OID
	PublicationOID OID
	Publication    string
	Relation       OID
	Name                    // of the relation
	Columns        []string // the column list, none for all
	Filter         string   // the row filter as SQL, "" for all rows
}

// PublicationSchema is a schema whose tables are published.
type PublicationSchema struct {
	OID            OID
	PublicationOID OID
	Publication    string
	SchemaOID      OID
	Schema         string
}

// Subscription is a subscription of this database. What it had received stays with the source.
type Subscription struct {
	OID          OID
	Name         string
	Enabled      bool
	Used         bool   // it has received tables: its slot, where it has one, is a real one
	Connection   string // may hold a password; "" where the role may not read it
	Slot         string // "" for none
	Publications []string
	// Options are those that are not the default on every server, name=value, by the names of CREATE SUBSCRIPTION.
	Options []string
}
