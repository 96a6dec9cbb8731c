package catalog

// Column is a live column of a relation: of tables, foreign tables, views and materialized views (there for its default,
// comment and options alone), and composite types.
type Column struct {
	Relation OID
	Number   int16 // attnum: gaps are dropped columns
	Name     string
	Type     string // as SQL, with its modifier
	TypeOID  OID
	NotNull  bool
}
