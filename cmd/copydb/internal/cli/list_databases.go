package cli

import (
	"context"

	"copydb/catalog"
)

// listedDatabase is a database of a cluster.
type listedDatabase struct {
	Name        string `json:"name"`
	Owner       string `json:"owner"`
	Encoding    string `json:"encoding"`
	Collate     string `json:"collate"`
	CType       string `json:"ctype"`
	Connectable bool   `json:"connectable"`
	Template    bool   `json:"template"`
	Bytes       *int64 `json:"bytes"` // null where the role may not ask
}

// listDatabases lists the databases of a cluster.
func listDatabases(ctx context.Context, of listed) (listing, error) {
	found, err := catalog.ReadDatabases(ctx, of.session, of.server)
	if err != nil {
		return listing{}, err
	}
	var databases []listedDatabase
	for _, d := range found {
		listed := listedDatabase{Name: d.Name, Owner: d.Owner, Encoding: d.Encoding, Collate: d.Collate, CType: d.CType,
			Connectable: d.Connectable, Template: d.Template}
		if d.Bytes >= 0 {
			listed.Bytes = &d.Bytes
		}
		databases = append(databases, listed)
	}
	size := func(d listedDatabase) string {
		if d.Bytes == nil {
			return ""
		}
		return formatBytes(*d.Bytes)
	}
	return newListing(databases,
		column[listedDatabase]{title: "Name", text: func(d listedDatabase) string { return d.Name }},
		column[listedDatabase]{title: "Owner", text: func(d listedDatabase) string { return d.Owner }},
		column[listedDatabase]{title: "Encoding", text: func(d listedDatabase) string { return d.Encoding }},
		column[listedDatabase]{title: "Collate", text: func(d listedDatabase) string { return d.Collate }},
		column[listedDatabase]{title: "Ctype", text: func(d listedDatabase) string { return d.CType }},
		column[listedDatabase]{title: "Closed", text: func(d listedDatabase) string { return yes(!d.Connectable) }},
		column[listedDatabase]{title: "Template", text: func(d listedDatabase) string { return yes(d.Template) }},
		column[listedDatabase]{title: "Size", number: true, text: size},
	), nil
}

// listedCollation is a collation that a database uses.
type listedCollation struct {
	Schema        string `json:"schema"`
	Name          string `json:"name"`
	Provider      string `json:"provider"`
	Locale        string `json:"locale"`
	Deterministic bool   `json:"deterministic"`
	Version       string `json:"version"`        // of its library, when it was made
	ActualVersion string `json:"actual_version"` // of its library now
	Columns       int64  `json:"columns"`        // that sort by it
	Keys          int64  `json:"keys"`           // of indexes
}

// listCollations lists the collations that a database uses.
func listCollations(ctx context.Context, of listed) (listing, error) {
	found, err := catalog.ReadCollations(ctx, of.session, of.server)
	if err != nil {
		return listing{}, err
	}
	var collations []listedCollation
	for _, c := range found {
		collations = append(collations, listedCollation{Schema: c.Schema, Name: c.Name.Name, Provider: c.Provider, Locale: c.Locale,
			Deterministic: c.Deterministic, Version: c.Version, ActualVersion: c.ActualVersion, Columns: c.Columns, Keys: c.Keys})
	}
	return newListing(collations,
		column[listedCollation]{title: "Schema", text: func(c listedCollation) string { return c.Schema }},
		column[listedCollation]{title: "Name", text: func(c listedCollation) string { return c.Name }},
		column[listedCollation]{title: "Provider", text: func(c listedCollation) string { return c.Provider }},
		column[listedCollation]{title: "Locale", text: func(c listedCollation) string { return c.Locale }},
		column[listedCollation]{title: "Version", text: func(c listedCollation) string { return c.Version }},
		column[listedCollation]{title: "Version now", text: func(c listedCollation) string { return c.ActualVersion }},
		column[listedCollation]{title: "Columns", number: true, text: func(c listedCollation) string { return formatCount(c.Columns) }},
		column[listedCollation]{title: "Index keys", number: true, text: func(c listedCollation) string { return formatCount(c.Keys) }},
	), nil
}
