package catalog

import "context"

// Resources are what a server's machine has for work, as far as its role may ask; zero where it may not.
type Resources struct {
	Memory      int64 // bytes that are not in use
	Processors  int64
	Maintenance int64 // maintenance_work_mem, in bytes
}

// ReadResources asks a server what it has.
func ReadResources(ctx context.Context, session Querier, server Server) (Resources, error) {
	found, err := readKind[Resources](ctx, session, server, "resources")
	if err != nil || len(found) == 0 {
		return Resources{}, err
	}
	return found[0], nil
}
