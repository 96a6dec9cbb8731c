package catalog_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"copydb/catalog"
	"copydb/catalog/pgtest"
)

func TestLSN(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]catalog.LSN{
		"0/0": 0, "0/1": 1, "16/B374D848": 0x16B374D848, "ffffffff/FFFFFFFF": 1<<64 - 1, "00000001/00000002": 1<<32 + 2,
	} {
		if got, err := catalog.ParseLSN(text); got != want || err != nil {
			t.Errorf("ParseLSN(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "/", "0/", "/0", "1", "1/2/3", "0/16ABCxyz", "1/123456789", "+1/2", "1/-2", " 1/2", "1/2 ", "0x1/2", "1/2_3"} {
		if got, err := catalog.ParseLSN(text); !errors.Is(err, catalog.ErrBadLSN) {
			t.Errorf("ParseLSN(%q) = %v, %v, want ErrBadLSN", text, got, err)
		}
	}
	if got := catalog.LSN(0x16_0374D848).String(); got != "16/374D848" {
		t.Errorf("String() = %s", got)
	}
	if got, err := json.Marshal(catalog.LSN(1 << 32)); string(got) != `"1/0"` || err != nil {
		t.Errorf("Marshal = %s, %v", got, err)
	}
}

// What a server sends is what goes back to it, as a parameter and as a value.
func TestLSNOnServer(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	endpoint, err := catalog.ParseEndpoint(catalog.Source, pgtest.Start(t, pgtest.Newest).Database(t))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := endpoint.Connect(ctx, "test")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	const want = catalog.LSN(0xAB_00CDEF01)
	var same bool
	var got catalog.LSN
	var none *catalog.LSN
	const sql = "select $1::pg_lsn = 'AB/CDEF01', $1::pg_lsn, null::pg_lsn"
	if err := conn.QueryRow(ctx, sql, want).Scan(&same, &got, &none); err != nil {
		t.Fatal(err)
	}
	if !same || got != want || none != nil {
		t.Errorf("the server has the same value: %v; it came back as %v; NULL as %v", same, got, none)
	}
}
