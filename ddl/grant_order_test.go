package ddl

import (
	"strings"
	"testing"

	"copydb/catalog"
)

// TestInGrantOrder lists access lists whose order servers can leave behind and that cannot be granted in that order.
func TestInGrantOrder(t *testing.T) {
	cases := []struct {
		title, items, want string
	}{
		{"the order stays where it works", "bob=r*/own carol=r/bob =r/bob", "bob carol PUBLIC"},
		{"the owner's own come first", "bob=r/own own=r/own", "own bob"},
		{"who passes on has to have", "eve=r/dave dave=r*/own", "dave eve"},
		{"of two privileges each other's", "bob=r*/own carol=r*/bob carol=w*/own bob=w*/carol", "bob carol carol bob"},
		{"a right that came from elsewhere", "carol=r/bob dave=r/own", "dave carol"},
	}
	for _, c := range cases {
		var grants []catalog.Grant
		for _, item := range strings.Fields(c.items) {
			grant, err := catalog.ParseGrant(item)
			if err != nil {
				t.Fatal(err)
			}
			grants = append(grants, grant)
		}
		got := ""
		for _, grant := range inGrantOrder(grants, "own", holders{}) {
			name := grant.Grantee
			if name == "" {
				name = "PUBLIC"
			}
			got += " " + name
		}
		if got != " "+c.want {
			t.Errorf("%s: got%s, want %s", c.title, got, c.want)
		}
	}
}
