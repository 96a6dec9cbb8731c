package drift

import (
	"fmt"

	"copydb/catalog"
)

// compareParents tells of partitions that belong to another table, or to none, on one side.
func (s *Shapes) compareParents(here, there *catalog.TableShape) []Difference {
	wanted := catalog.Name{}
	if here.ParentName != "" {
		wanted = s.Schemas.Name(here.Parent())
	}
	if s.Bare || there.Parent() == wanted || wanted.Name != "" && s.thereByName[wanted] == nil {
		return nil
	}
	object := "table " + here.Plain()
	if wanted.Name == "" {
		return []Difference{{Object: object, Reason: "it was detached from " + there.Parent().Plain() + " on the source",
			Mend: detach(there)}}
	}
	attach := fmt.Sprintf("ALTER TABLE %s ATTACH PARTITION %s %s", wanted, there.Name, here.Bound)
	if there.ParentName != "" {
		attach = detach(there) + "; " + attach
	}
	return []Difference{{Object: object, Reason: "it is a partition of " + here.Parent().Plain() + " on the source", Mend: attach}}
}

func detach(partition *catalog.TableShape) string {
	return fmt.Sprintf("ALTER TABLE %s DETACH PARTITION %s", partition.Parent(), partition.Name)
}

// mendMissing returns the statements that make a table which the target does not have: under another name it may.
func (s *Shapes) mendMissing(name catalog.Name) []string {
	table := s.hereByThere[name]
	switch {
	case table == nil:
		return nil
	case s.isRenamed(table):
		return s.rename(s.Schemas.Name(s.known[table.OID].Name), name)
	case table.ParentName != "":
		sql := fmt.Sprintf("CREATE TABLE %s PARTITION OF %s %s", name, s.Schemas.Name(table.Parent()), table.Bound)
		if table.PartitionKey != "" {
			sql += " PARTITION BY " + table.PartitionKey
		}
		return []string{sql}
	}
	return []string{fmt.Sprintf("CREATE TABLE %s …, as copydb dump schema prints it of the source", name)}
}

// isRenamed says whether the target has a table of the source under the name that it had before.
func (s *Shapes) isRenamed(table *catalog.TableShape) bool {
	before, wasThere := s.known[table.OID]
	return wasThere && before.Name != table.Name && s.thereByName[s.Schemas.Name(before.Name)] != nil
}

// rename writes what gives a table of the target its new name. Where a whole schema has a new name, the schema gets it.
func (s *Shapes) rename(from, to catalog.Name) []string {
	var statements []string
	if from.Schema != to.Schema {
		if s.schemaIsRenamed(from.Schema, to.Schema) {
			statements = append(statements, fmt.Sprintf("ALTER SCHEMA %s RENAME TO %s", catalog.Ident(from.Schema), catalog.Ident(to.Schema)))
		} else {
			statements = append(statements, fmt.Sprintf("ALTER TABLE %s SET SCHEMA %s", from, catalog.Ident(to.Schema)))
		}
	}
	if from.Name != to.Name {
		statements = append(statements, fmt.Sprintf("ALTER TABLE %s RENAME TO %s", catalog.Name{Schema: to.Schema, Name: from.Name}, catalog.Ident(to.Name)))
	}
	return statements
}

// schemaIsRenamed says whether all tables of a schema are in another one, which the target does not have yet.
func (s *Shapes) schemaIsRenamed(from, to string) bool {
	for name := range s.thereByName {
		if name.Schema == to {
			return false
		}
	}
	for name := range s.hereByName {
		if s.Schemas.Name(name).Schema == from {
			return false
		}
	}
	return true
}
