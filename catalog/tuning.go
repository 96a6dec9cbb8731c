package catalog

import "context"

// Tuning is what of a server's settings decides how long a copy takes. Sizes are in bytes.
type Tuning struct {
	WALLevel          string // minimal, replica or logical
	MaxWALSize        int64  `db:"max_wal_size"`
	SharedBuffers     int64
	MaintenanceMemory int64 // maintenance_work_mem
	Archives          bool  // WAL is archived
	MaxSessions       int   // max_connections
	Sessions          int   // that are open now
}

// ReadTuning reads it from a session's server.
func ReadTuning(ctx context.Context, session Querier, server Server) (Tuning, error) {
	return readOne[Tuning](ctx, session, server, "tuning")
}
