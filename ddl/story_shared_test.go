package ddl_test

import (
	"slices"
	"strings"
	"testing"

	"copydb/catalog"
	"copydb/ddl"
)

// checkNothingLeftOut finds what belongs to objects of every kind and that no statement gives them, because no statement
// says that it makes the object. Where that is so on both sides, a comparison of the two would not show it.
func checkNothingLeftOut(t *testing.T, facts *catalog.Facts, statements []*ddl.Statement) {
	comments, owners, privileges := countOf("comment on ", statements), countOf("owner of ", statements),
		countOf("privileges of ", statements)
	for _, comment := range facts.Comments {
		if comments[comment.Object()]--; comments[comment.Object()] < 0 && !comment.IsPublicSchema() {
			t.Errorf("a comment is not written: on %s %q", comment.Type, comment.Names)
		}
	}
	for _, owner := range facts.Owners {
		if owner.Owner != facts.Server.Role && owners[owner.Object()] == 0 && !owner.IsPublicSchema() {
			t.Errorf("an owner is not written: of %s %q", owner.Type, owner.Names)
		}
	}
	for _, privilege := range facts.Privileges {
		if privileges[privilege.Object()] == 0 && !privilege.IsPublicSchema() && !slices.Equal(privilege.List, privilege.Initial) {
			t.Errorf("privileges are not written: of %s %q", privilege.Type, privilege.Names)
		}
	}
}

// countOf counts the statements by what they are about whose names begin with a prefix.
func countOf(prefix string, statements []*ddl.Statement) map[catalog.ID]int {
	counts := map[catalog.ID]int{}
	for _, s := range statements {
		if strings.HasPrefix(s.Name, prefix) {
			counts[s.Object]++
		}
	}
	return counts
}
