package cli

import (
	"errors"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// explainConnect says why no connection came about. The driver may have tried several addresses, with TLS and without;
// people want to hear each reason once.
func (r *report) explainConnect(connecting *pgconn.ConnectError, err error) {
	reasons := connectReasons(connecting)
	about := strings.TrimSuffix(err.Error(), connecting.Error()) // "connecting to the source at host:5432/shop (role app): "
	r.message = about + reasons[0]
	for _, reason := range reasons[1:] {
		r.details = append(r.details, "also: "+reason)
	}
}

// connectReasons returns the reason of each attempt, without repetition.
func connectReasons(connecting *pgconn.ConnectError) []string {
	attempts := []error{errors.Unwrap(connecting)}
	if several, ok := attempts[0].(interface{ Unwrap() []error }); ok {
		attempts = several.Unwrap()
	}
	var reasons []string
	for _, attempt := range attempts {
		if reason := connectReason(attempt); !slices.Contains(reasons, reason) {
			reasons = append(reasons, reason)
		}
	}
	return reasons
}

// connectReason returns what lies below the driver's own words.
func connectReason(attempt error) string {
	var refused *pgconn.PgError
	var network *net.OpError
	var unknownHost *net.DNSError
	switch {
	case errors.As(attempt, &refused):
		return refused.Error()
	case errors.As(attempt, &unknownHost):
		return unknownHost.Error()
	case errors.As(attempt, &network) && network.Addr != nil:
		return network.Addr.String() + ": " + network.Err.Error()
	}
	return attempt.Error()
}
