package ddl_test

import (
	"testing"

	"copydb/catalog"
	"copydb/ddl"
)

// checkNothingLeftOut finds what belongs to objects of every kind and that no statement gives them, because no statement
// says that it makes the object. Where that is so on both sides, a comparison of the two would not show it.
func checkNothingLeftOut(t *testing.T, facts *catalog.Facts, statements []ddl.Statement) {
	written := map[ddl.Kind]map[catalog.ID]int{}
	for _, s := range statements {
		if written[s.Kind] == nil {
			written[s.Kind] = map[catalog.ID]int{}
		}
		written[s.Kind][s.Object]++
	}
	comments := map[catalog.ID]int{}
	for _, comment := range facts.Comments {
		if !comment.IsPublicSchema() {
			comments[comment.Object()]++
		}
	}
	for id, count := range comments {
		if written[ddl.KindComment][id] != count {
			t.Errorf("%d of %d comments on %v are written", written[ddl.KindComment][id], count, id)
		}
	}
	for _, owner := range facts.Owners {
		if owner.Owner != facts.Server.Role && !owner.IsPublicSchema() && written[ddl.KindOwner][owner.Object()] != 1 {
			t.Errorf("no owner is written for %s %q", owner.Type, owner.Names)
		}
	}
	for _, privilege := range facts.Privileges {
		id := privilege.Object()
		if written[ddl.KindPrivilege][id]+written[ddl.KindSchemaPrivilege][id] == 0 && !privilege.IsPublicSchema() {
			t.Errorf("no privilege is written for %s %q", privilege.Type, privilege.Names)
		}
	}
}
