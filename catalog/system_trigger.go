package catalog

// SystemTriggers tells of a table whose own triggers, those that enforce foreign keys and deferrable keys, do not all fire
// as usual.
type SystemTriggers struct {
	Relation OID
	Name
	AllDisabled bool // by DISABLE TRIGGER ALL; else some are, or fire on replicas or always
}
