package catalog

import "strings"

// Item writes the grant as ParseGrant reads it.
func (g Grant) Item() string {
	var item strings.Builder
	if g.Grantee != "" {
		item.WriteString(Ident(g.Grantee)) // quoted as aclitem quotes, too
	}
	item.WriteByte('=')
	for _, privilege := range g.Privileges {
		item.WriteByte(privilege.Letter)
		if privilege.GrantOption {
			item.WriteByte('*')
		}
	}
	item.WriteString("/" + Ident(g.Grantor))
	return item.String()
}
