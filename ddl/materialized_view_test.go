package ddl_test

import (
	"strings"
	"testing"

	"copydb/catalog"
	"copydb/ddl"
)

// TestRefreshOverUnpopulated: what a materialized view read is gone when that is not populated any more.
func TestRefreshOverUnpopulated(t *testing.T) {
	facts := &catalog.Facts{
		MaterializedViews: []catalog.MaterializedView{
			{OID: 20000, Name: catalog.Name{Schema: "s", Name: "empty"}, Rule: 20001},
			{OID: 20002, Name: catalog.Name{Schema: "s", Name: "over"}, Rule: 20003, Populated: true},
		},
		Depends: []catalog.Depend{{Class: catalog.ClassRule, OID: 20003, NeedsClass: catalog.ClassRelation, NeedsOID: 20000, Kind: 'n'}},
	}
	statements, losses := ddl.Statements(facts, catalog.Server{Version: 180000}, ddl.Options{})
	for _, statement := range statements {
		if statement.Phase == ddl.Refresh {
			t.Errorf("would be refused: %s", statement.SQL)
		}
	}
	if told := tell(losses); !strings.Contains(told, "s.over: it reads s.empty, which is not populated") {
		t.Errorf("losses: %s", told)
	}
}

// TestLargeObjectsLeftOut: without the large objects, nothing is said of them.
func TestLargeObjectsLeftOut(t *testing.T) {
	address := catalog.Address{Class: catalog.ClassLargeObject, OID: 7, Type: "large object", Names: []string{"7"}}
	facts := &catalog.Facts{
		LargeObjects: []catalog.LargeObject{{OID: 7}},
		Comments:     []catalog.Comment{{Address: address, Text: "seven"}},
		Owners:       []catalog.Owner{{Address: address, Owner: "alice"}},
	}
	for leave, want := range map[bool]int{false: 2, true: 0} {
		statements, _ := ddl.Statements(facts, catalog.Server{Version: 180000, Role: "postgres"}, ddl.Options{NoLargeObjects: leave})
		if len(statements) != want {
			t.Errorf("NoLargeObjects %v: got %d statements, want %d", leave, len(statements), want)
		}
	}
}
