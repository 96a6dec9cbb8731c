package catalog

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// LSN is a position in the write-ahead log of one server, in bytes from its beginning. 0 is none: InvalidXLogRecPtr.
type LSN uint64

// ErrBadLSN is a text that is no LSN as PostgreSQL writes them.
var ErrBadLSN = errors.New("not an LSN: two hexadecimal numbers of up to eight digits with a slash between them, as in 16/B374D848")

// ParseLSN reads an LSN in the form that pg_lsn takes (pg_lsn.c, pg_lsn_in_internal), and no other.
func ParseLSN(text string) (LSN, error) {
	high, low, found := strings.Cut(text, "/")
	if !found || !isHexWord(high) || !isHexWord(low) {
		return 0, fmt.Errorf("reading %q: %w", text, ErrBadLSN)
	}
	upper, errUpper := strconv.ParseUint(high, 16, 32)
	lower, errLower := strconv.ParseUint(low, 16, 32)
	if err := errors.Join(errUpper, errLower); err != nil {
		return 0, fmt.Errorf("reading %q: %w", text, ErrBadLSN)
	}
	return LSN(upper<<32 | lower), nil
}

// isHexWord says whether a text is one to eight hexadecimal digits: strconv would also take a sign.
func isHexWord(text string) bool {
	const digits = "0123456789abcdefABCDEF"
	return len(text) >= 1 && len(text) <= 8 && strings.Trim(text, digits) == ""
}

// String writes it as PostgreSQL does.
func (l LSN) String() string { return fmt.Sprintf("%X/%X", uint64(l)>>32, uint32(l)) }

// Scan reads a pg_lsn from a row. NULL is no LSN: scan into a *LSN pointer where it may come.
func (l *LSN) Scan(value any) (err error) {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("reading an LSN: it came as %T", value)
	}
	*l, err = ParseLSN(text)
	return err
}

// Value passes it as a parameter.
func (l LSN) Value() (driver.Value, error) { return l.String(), nil }

// MarshalText writes it into JSON.
func (l LSN) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (l *LSN) UnmarshalText(text []byte) (err error) {
	*l, err = ParseLSN(string(text))
	return err
}
