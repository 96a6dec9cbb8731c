package catalog_test

import (
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
)

// The settings are the server's own, in bytes.
func TestSettingsAreRead(t *testing.T) {
	t.Parallel()
	for _, major := range []int{pgtest.Oldest, pgtest.Newest} {
		conn, server := connect(t, pgtest.Start(t, major).Database(t))
		got, err := catalog.ReadTuning(t.Context(), conn, server)
		if err != nil {
			t.Fatal(err)
		}
		var megabytes int64
		if err := conn.QueryRow(t.Context(), "select setting::bigint from pg_settings where name = 'max_wal_size'").Scan(&megabytes); err != nil {
			t.Fatal(err)
		}
		if got.MaxWALSize != megabytes<<20 || got.SharedBuffers < 1<<20 || got.MaxSessions < 10 || got.Sessions < 1 {
			t.Errorf("PostgreSQL %d: %+v, want max_wal_size %d MB", major, got, megabytes)
		}
	}
}
