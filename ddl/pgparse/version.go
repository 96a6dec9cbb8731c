package pgparse

import (
	"fmt"

	pg_query "github.com/pganalyze/pg_query_go/v5"
)

// Version names the grammar: "PostgreSQL 16 grammar".
func Version() string {
	tree, err := pg_query.Parse("")
	if err != nil {
		panic("BUG: parsing an empty text: " + err.Error())
	}
	const versionsPerMajor = 10000
	return fmt.Sprintf("PostgreSQL %d grammar", tree.GetVersion()/versionsPerMajor)
}
