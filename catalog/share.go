package catalog

import (
	"fmt"
	"hash/maphash"
	"reflect"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// natures holds what many facts of one kind have in common, once, by its traits.
type natures[T comparable, N any] map[T]*N

// of returns a copy of a nature, the same for all that have its traits; but a rare one, of which the traits do not tell all, has
// its own.
func (n natures[T, N]) of(traits T, nature *N, rare bool) *N {
	known := n[traits]
	if known == nil || rare {
		own := *nature
		known = &own
	}
	if !rare {
		n[traits] = known
	}
	return known
}

// repeats holds texts that were read lately: most come again, such as the names of schemas, tables and columns, and are then
// kept once.
type repeats struct {
	seed  maphash.Seed
	texts [1024]string
}

// text returns a text, a copy of its own only where it is not held.
func (r *repeats) text(read []byte) string {
	held := &r.texts[maphash.Bytes(r.seed, read)%uint64(len(r.texts))]
	if *held != string(read) {
		*held = string(read)
	}
	return *held
}

// repeated puts a place that looks for repeats before each of a row's targets that takes text.
func repeated(targets []any, fields []pgconn.FieldDescription) []any {
	known := &repeats{seed: maphash.MakeSeed()}
	for i, target := range targets {
		to := reflect.ValueOf(target)
		if fields[i].DataTypeOID == pgtype.TextOID && to.Elem().Kind() == reflect.String {
			targets[i] = &repeatedText{known, to.Convert(reflect.TypeFor[*string]()).Interface().(*string)}
		}
	}
	return targets
}

// repeatedText is where a text is read to.
type repeatedText struct {
	known *repeats
	to    *string
}

// ScanBytes reads what the server sends.
func (t *repeatedText) ScanBytes(read []byte) error {
	if read == nil {
		return fmt.Errorf("reading a text: it is NULL")
	}
	*t.to = t.known.text(read)
	return nil
}

// scanLetter reads a text of one letter.
func scanLetter[L ~byte](read []byte, letter *L) error {
	if len(read) != 1 {
		return fmt.Errorf("reading %q: it is no letter", read)
	}
	*letter = L(read[0])
	return nil
}
