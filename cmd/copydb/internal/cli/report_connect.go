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

// connectReasons returns the reason of each attempt, without repetition, those that a server gave first. Where one did, what
// kept another attempt from hearing one, a refusal of TLS say, is of no interest; a network that fails still is.
func connectReasons(connecting *pgconn.ConnectError) []string {
	var servers, networks, others []string
	for _, attempt := range attempts(connecting) {
		var refused *pgconn.PgError
		var unreachable *net.OpError
		var unknownHost *net.DNSError
		switch {
		case errors.As(attempt, &refused):
			servers = append(servers, refused.Error())
		case errors.As(attempt, &unknownHost):
			networks = append(networks, unknownHost.Error())
		case errors.As(attempt, &unreachable) && unreachable.Addr != nil:
			networks = append(networks, unreachable.Addr.String()+": "+unreachable.Err.Error())
		default:
			others = append(others, attempt.Error())
		}
	}
	if len(servers) > 0 {
		others = nil
	}
	var reasons []string
	for _, reason := range slices.Concat(servers, networks, others) {
		if !slices.Contains(reasons, reason) {
			reasons = append(reasons, reason)
		}
	}
	return reasons
}

// attempts returns why each attempt to connect failed.
func attempts(connecting *pgconn.ConnectError) []error {
	cause := errors.Unwrap(connecting)
	if several, ok := cause.(interface{ Unwrap() []error }); ok {
		return several.Unwrap()
	}
	return []error{cause}
}
