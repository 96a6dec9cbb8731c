package ddl

import (
	"testing"

	"copydb/catalog"
)

// TestSecurityLabels has no server: a label needs a provider, and the servers of tests have none.
func TestSecurityLabels(t *testing.T) {
	table := catalog.Address{Class: catalog.ClassRelation, OID: 20000, Type: "table column", Names: []string{"s", `t "x"`, "a"}}
	w := &writer{
		facts: &catalog.Facts{SecurityLabels: []catalog.SecurityLabel{
			{Address: table, Provider: "sel inux", Label: `it's \ secret`},
			{Address: catalog.Address{Class: catalog.ClassRelation, OID: 20001, Type: "table"}, Provider: "p", Label: "of what is not made"},
		}},
		made: map[catalog.ID]bool{catalog.ClassRelation.Of(20000): true},
	}
	got := w.securityLabels()
	const want = `SECURITY LABEL FOR "sel inux" ON COLUMN "s"."t ""x"""."a" IS E'it''s \\ secret'`
	if len(got) != 1 || got[0].SQL != want || got[0].Phase != Ownership {
		t.Errorf("got %v, want %s", got, want)
	}
}
