package catalog

// EventTrigger is a trigger on events of the database.
type EventTrigger struct {
	OID      OID
	Name     string
	Event    string
	Tags     []string // the commands it fires on, none for all
	Function string   // as SQL
	Enabled  string   // as a trigger's
}
