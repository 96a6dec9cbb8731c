package catalog

// Inheritance binds a table or foreign table to one of its parents: of a partition, the partitioned table.
type Inheritance struct {
	Child  OID
	Parent OID
	Number int32 // the parents' order: gaps are parents left
	Name         // of the parent
	// Partition is a child that is bound by FOR VALUES, not by INHERITS.
	Partition bool
	// DetachPending is a partition that is half detached: the parent does not show its rows any more.
	DetachPending bool
}
