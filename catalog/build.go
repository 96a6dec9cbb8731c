package catalog

import (
	"bytes"
	"encoding/gob"
	"fmt"
)

// Build is what tells later whether a table's rows were written anew by ALTER TABLE. It is compared with that of another moment.
type Build struct {
	File    uint32
	Columns []BuiltColumn
}

// BuiltColumn is a column of a table at that moment.
type BuiltColumn struct {
	Number  int
	Name    string
	Version int64
}

// Build returns that of the table as it is.
func (t *TableShape) Build() Build {
	build := Build{File: t.File}
	for _, column := range t.Columns {
		build.Columns = append(build.Columns, BuiltColumn{column.Number, column.Name, column.Version})
	}
	return build
}

// Numbered returns the column of a number, nil if there was none.
func (b *Build) Numbered(number int) *BuiltColumn {
	for i := range b.Columns {
		if b.Columns[i].Number == number {
			return &b.Columns[i]
		}
	}
	return nil
}

// Named says whether there was a column of a name.
func (b *Build) Named(name string) bool {
	for i := range b.Columns {
		if b.Columns[i].Name == name {
			return true
		}
	}
	return false
}

// Encode writes it for a journal: no JSON, since names may be bytes of no encoding.
func (b *Build) Encode() []byte {
	var text bytes.Buffer
	if err := gob.NewEncoder(&text).Encode(b); err != nil {
		panic("BUG: a build that cannot be encoded: " + err.Error())
	}
	return text.Bytes()
}

// DecodeBuild reads what Encode wrote.
func DecodeBuild(b []byte) (build Build, err error) {
	if err := gob.NewDecoder(bytes.NewReader(b)).Decode(&build); err != nil {
		return build, fmt.Errorf("reading how a table was built: %w", err)
	}
	return build, nil
}
