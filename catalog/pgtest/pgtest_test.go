package pgtest_test

import (
	"os"
	"testing"

	"copydb/catalog/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func TestStart(t *testing.T) {
	for _, major := range pgtest.Majors() {
		s := pgtest.Start(t, major)
		db := s.Database(t, "create table t (a int, b text); insert into t values (1, null), (2, 'x')")
		t.Log(pgtest.Query(t, db, "table t; select version()"))
	}
}
