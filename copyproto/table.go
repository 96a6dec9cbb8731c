package copyproto

import (
	"fmt"
	"slices"
	"strings"

	"copydb/catalog"
)

// Format is the form that rows travel in.
type Format uint8

// The formats. Text is COPY's default, and every type has it; binary is faster, and exact only for types that mean the
// same on both servers.
const (
	Text Format = iota
	Binary
)

// String returns the format's name, as COPY knows it.
func (f Format) String() string {
	switch f {
	case Text:
		return "text"
	case Binary:
		return "binary"
	default:
		return fmt.Sprintf("Format(%d)", uint8(f))
	}
}

// Table is a plain table or partition whose rows are copied.
type Table struct {
	Name catalog.Name
	// Into is the table's name on the target, where it has another there.
	Into catalog.Name
	// Columns are those to copy, none of them generated, in the same order for both sides. If there are none, the
	// rows are copied all the same: a table may have no column, or only generated ones.
	Columns []string
	Format  Format
	// Padded are those of Columns, in binary, that are of a type character(n) and hold many blanks at their ends: they travel
	// without, since the target, which has to pad what it takes, is done with a short value sooner. On sources with TrimsBytes.
	Padded []string
	// Where is a boolean expression in SQL that chooses the rows, or empty for all. It has been checked to be one.
	Where string
}

// Part is a share of a table's rows. The zero Part is the whole table. The others are ranges: either of the heap's blocks or,
// where Key is given, of a column's values.
type Part struct {
	// The rows that lie in the heap's blocks from First up to, but not including, End; zero End means all from First on.
	// The last part of a table should have no End, since the table may have grown since its blocks were counted.
	First, End uint32 `json:",omitempty"`
	// The rows whose column Key is at least Low and less than High, which are expressions in SQL of the column's type. An
	// empty one leaves its end open; the end below then takes in NULLs.
	Key, Low, High string `json:",omitempty"`
}

// IsWhole reports that the part is the whole table.
func (p Part) IsWhole() bool { return p == Part{} }

// String returns the part for a reader.
func (p Part) String() string {
	switch {
	case p.IsWhole():
		return "whole"
	case p.Key != "":
		return fmt.Sprintf("%s from %s to %s", p.Key, p.Low, p.High)
	case p.End == 0:
		return fmt.Sprintf("blocks %d-", p.First)
	default:
		return fmt.Sprintf("blocks %d-%d", p.First, p.End-1)
	}
}

// Condition returns the part as a boolean expression in SQL, empty for the whole table.
func (p Part) Condition() string {
	first := fmt.Sprintf("ctid >= '(%d,0)'::pg_catalog.tid", p.First)
	switch {
	case p.IsWhole():
		return ""
	case p.Key != "":
		return p.keyCondition()
	case p.End == 0:
		return first
	default:
		return first + fmt.Sprintf(" AND ctid < '(%d,0)'::pg_catalog.tid", p.End)
	}
}

// keyCondition returns a range of a column's values.
func (p Part) keyCondition() string {
	key := catalog.Ident(p.Key)
	switch {
	case p.Low == "":
		return fmt.Sprintf("(%[1]s < %[2]s OR %[1]s IS NULL)", key, p.High)
	case p.High == "":
		return fmt.Sprintf("%s >= %s", key, p.Low)
	default:
		return fmt.Sprintf("%s >= %s AND %[1]s < %[3]s", key, p.Low, p.High)
	}
}

// Target returns the table's name on the target.
func (t Table) Target() catalog.Name {
	if t.Into != (catalog.Name{}) {
		return t.Into
	}
	return t.Name
}

// CopyOut returns the statement by which the source sends the part's rows, and no row of a child table.
func (t Table) CopyOut(part Part) string {
	return "COPY " + t.rows(part) + " TO STDOUT" + options(t.Format == Binary, false)
}

// Explain returns a statement by which the source tells whether it understands the condition, without reading a row.
func (t Table) Explain() string {
	return "EXPLAIN SELECT FROM ONLY " + t.Name.String() + " WHERE (\n" + t.Where + "\n)"
}

// CopyIn returns the statement by which the target takes the rows in. With freeze they are written as visible to every
// transaction, which the server allows if the same transaction made or truncated the table.
func (t Table) CopyIn(freeze bool) string {
	return "COPY " + t.Target().String() + t.columnList() + " FROM STDIN" + options(t.Format == Binary, freeze)
}

// Delete returns the statement by which the target gives back the rows that it took in.
func (t Table) Delete() string {
	if t.Where == "" {
		return "DELETE FROM ONLY " + t.Target().String()
	}
	return "DELETE FROM ONLY " + t.Target().String() + " WHERE (\n" + t.Where + "\n)"
}

// rows returns what COPY reads: the table itself where it can, since a query costs more.
func (t Table) rows(part Part) string {
	var conditions []string
	if !part.IsWhole() {
		conditions = append(conditions, part.Condition())
	}
	if t.Where != "" {
		conditions = append(conditions, "(\n"+t.Where+"\n)") // a comment in it ends with its line
	}
	if len(conditions)+len(t.Padded) == 0 {
		return t.Name.String() + t.columnList()
	}
	query := "SELECT " + t.values() + " FROM ONLY " + t.Name.String()
	if len(conditions) > 0 {
		query += " WHERE " + strings.Join(conditions, " AND ")
	}
	return "(" + query + ")"
}

// values returns what a query reads of the columns. The bytes that a padded one sends are trimmed, and not its text, which a
// server looks through character by character.
func (t Table) values() string {
	values := make([]string, len(t.Columns))
	for i, column := range t.Columns {
		values[i] = catalog.Ident(column)
		if slices.Contains(t.Padded, column) {
			values[i] = "pg_catalog.rtrim(pg_catalog.bpcharsend(" + values[i] + "), ' '::pg_catalog.bytea)"
		}
	}
	return strings.Join(values, ", ")
}

// columnList returns the columns in parentheses. COPY takes no empty list, and without one leaves generated columns out.
func (t Table) columnList() string {
	if len(t.Columns) == 0 {
		return ""
	}
	return " (" + catalog.Idents(t.Columns) + ")"
}

func options(binary, freeze bool) string {
	var list []string
	if binary {
		list = append(list, "FORMAT binary")
	}
	if freeze {
		list = append(list, "FREEZE")
	}
	if len(list) == 0 {
		return ""
	}
	return " (" + strings.Join(list, ", ") + ")"
}
