package catalog

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
)

// SQLSTATEs that copydb decides by, as PostgreSQL's appendix A names them.
const (
	UndefinedTable        = "42P01"
	UndefinedDatabase     = "3D000" // invalid_catalog_name: what a session is refused with
	DuplicateObject       = "42710"
	InsufficientPrivilege = "42501"
	NotNullViolation      = "23502"
	DiskFull              = "53100"
)

// SQLState returns the SQLSTATE of a server's refusal, or "" where no server refused.
func SQLState(err error) string {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

// ServerMessage returns what a server said of its refusal, and the error's own text where no server refused.
func ServerMessage(err error) string {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return refused.Message
	}
	return err.Error()
}
