package logical

import (
	"context"
	"fmt"

	"copydb/catalog"
)

// A slot that is made while transactions run decodes by catalogs that lack some of them: those that commit between the
// first two of the records by which a server finds out what is running (xact.c logs them, snapbuild.c reads them), where
// one that is older still runs at the second. If one of them has truncated a table, or altered it, the slot ends with "could
// not map filenumber" as soon as it meets the table, and for good: each session begins where the slot does, and makes the
// same mistake. All versions do that.
//
// But a session that finds on the server's disk what was known where it begins takes that instead. Every slot writes down what
// it knows at each of these records. So a temporary slot, the guide, is made before, and led past where the other begins.

// makeGuide makes a temporary slot, nil where the server has no room for one more.
func makeGuide(ctx context.Context, source catalog.Endpoint, name string, waiting func([]Blocker)) (*NewSlot, error) {
	guide, err := createSlotPatiently(ctx, source, TemporarySlotName(name, "guide"), SlotOptions{Temporary: true}, waiting)
	switch catalog.SQLState(err) {
	case catalog.LimitExceeded, catalog.TooManyConnections: // no slot is free, or no session
		return nil, nil
	}
	return guide, err
}

// lead has the guide write down what it knows up to where another slot's snapshot stands.
func (s *NewSlot) lead(ctx context.Context, until catalog.LSN) error {
	sql := fmt.Sprintf("SELECT pg_catalog.pg_replication_slot_advance(%s, %s)", catalog.Literal(s.Name), catalog.Literal(until.String()))
	if _, err := s.conn.Exec(ctx, sql).ReadAll(); err != nil {
		return fmt.Errorf("leading the replication slot %s to %s: %w", s.Name, until, err)
	}
	return nil
}

// TemporarySlotName is the name of a slot that helps another.
func TemporarySlotName(name, purpose string) string {
	const most = 63 // bytes of a name, less its end
	purpose = "_" + purpose
	return name[:min(len(name), most-len(purpose))] + purpose
}
