package drift

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"copydb/catalog"
	"copydb/logical"
)

// Withdraw takes tables out of the publication that have lost what tells their rows apart: their UPDATE and DELETE fail in
// the application as long as they are published. They are copied once more at the end.
func (s *Shapes) Withdraw(ctx context.Context, source *pgx.Conn) []Difference {
	var differences []Difference
	for oid, table := range s.identities {
		member := table
		if table.Root != 0 && s.published[table.Root] {
			member = s.identities[table.Root]
		}
		if !s.published[member.OID] || table.Usable || table.Unlogged || s.isInsertOnly(oid) {
			continue
		}
		if err := logical.Withdraw(ctx, source, s.Publication, member); err != nil {
			continue // it is tried again
		}
		delete(s.published, member.OID)
		differences = append(differences, Difference{Object: "table " + member.Plain(), Passes: true,
			Reason: "it is not followed any more, but copied once more at the end: " + table.Reason + " of " + table.Plain()})
	}
	return differences
}

func (s *Shapes) isInsertOnly(oid catalog.OID) bool {
	return slices.ContainsFunc(s.Selection.InsertOnly, func(table catalog.ReplicaIdentity) bool { return table.OID == oid })
}
