package logical

import "copydb/catalog"

// Wishes are the user's choices about tables whose rows the stream cannot tell apart.
type Wishes struct {
	// Include says which tables belong to the run; nil: all.
	Include func(catalog.Name) bool
	// InsertOnly: the user asserts that rows are only ever added to the table. Others change nothing about it.
	InsertOnly func(catalog.Name) bool
	// Full: the user lets copydb give the table REPLICA IDENTITY FULL on the source.
	Full func(catalog.Name) bool
}

// Selection is how the changes of each table come to the target.
type Selection struct {
	Publish    []catalog.ReplicaIdentity // by the publication, with all they do
	InsertOnly []catalog.ReplicaIdentity // by a second publication, which takes INSERT alone
	Full       []catalog.ReplicaIdentity // those of Publish that get REPLICA IDENTITY FULL first
	Parts      []catalog.ReplicaIdentity // partitions that come by a table of Publish
	Again      []catalog.ReplicaIdentity // not published: to be copied once more at the end. Reason tells why
}

// Select decides for each table. It never publishes what would make an UPDATE or a DELETE fail in the application: the
// server refuses them on a published table without an identity.
//
// A partitioned table is published instead of its partitions where all of them are, and where those to come will have an
// identity too, by its primary key: then new partitions are published from their first row on.
func Select(tables []catalog.ReplicaIdentity, wishes Wishes) Selection {
	var selection Selection
	whole := wholeRoots(tables, wishes)
	for _, table := range tables {
		switch {
		case !wishes.includes(table.Name):
		case table.Partitioned:
			if whole[table.OID] {
				selection.Publish = append(selection.Publish, table)
			}
		case table.Unlogged:
			table.Reason = "unlogged"
			selection.Again = append(selection.Again, table)
		case table.Root != 0 && whole[table.Root]:
			selection.Parts = append(selection.Parts, table)
		case table.Usable:
			selection.Publish = append(selection.Publish, table)
		case wishes.Full != nil && wishes.Full(table.Name):
			selection.Full = append(selection.Full, table)
			selection.Publish = append(selection.Publish, table)
		case wishes.InsertOnly != nil && wishes.InsertOnly(table.Name):
			selection.InsertOnly = append(selection.InsertOnly, table)
		default:
			selection.Again = append(selection.Again, table)
		}
	}
	return selection
}

func (w Wishes) includes(name catalog.Name) bool { return w.Include == nil || w.Include(name) }

// wholeRoots finds the partition trees that are published by their root: all of their tables have an identity, and belong
// to the run. (An unlogged partition does not speak against it: it is not decoded.)
func wholeRoots(tables []catalog.ReplicaIdentity, wishes Wishes) map[catalog.OID]bool {
	whole := map[catalog.OID]bool{}
	for _, table := range tables {
		if table.Partitioned && table.Root == table.OID {
			whole[table.OID] = true
		}
	}
	for _, table := range tables {
		if table.Root != 0 && (!table.Usable && !table.Unlogged || !wishes.includes(table.Name)) {
			whole[table.Root] = false
		}
	}
	return whole
}

// Published returns the names under which changes come: those of the publication and of the one for INSERT alone.
func (s Selection) Published() []catalog.Name {
	var names []catalog.Name
	for _, tables := range [][]catalog.ReplicaIdentity{s.Publish, s.InsertOnly} {
		for _, table := range tables {
			names = append(names, table.Name)
		}
	}
	return names
}
