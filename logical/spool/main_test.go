package spool_test

import (
	"os"
	"testing"

	"copydb/catalog/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }
