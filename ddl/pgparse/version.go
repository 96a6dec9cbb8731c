package pgparse

import (
	"fmt"

	pg_query "github.com/pganalyze/pg_query_go/v5"
)

// Version names whose grammar it is: "PostgreSQL 16".
func Version() string {
	tree, err := pg_query.Parse("")
	if err != nil {
		panic("BUG: parsing an empty text: " + err.Error())
	}
	const versionsPerMajor = 10000
	return fmt.Sprintf("PostgreSQL %d", tree.GetVersion()/versionsPerMajor)
}
