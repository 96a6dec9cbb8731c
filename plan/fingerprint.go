package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"copydb/ddl"
)

// Fingerprint tells what a step does, so that a run that goes on notices when the source's definitions, and with them the
// plan, have changed since a step was done.
func (s *Step) Fingerprint() string {
	hash := sha256.New()
	for _, statement := range s.Statements {
		io.WriteString(hash, statement.SQL+"\x00"+statement.As+"\x00")
	}
	if s.Kind == Copy {
		io.WriteString(hash, s.Table.Copy.CopyOut(s.Rows()))
	}
	fmt.Fprint(hash, s.LargeObjects())
	return hex.EncodeToString(hash.Sum(nil)[:16])
}

// Undo returns the statements that remove what the step made, in the order to run them. What goes with something else
// (a column with its table) is not in it.
func (s *Step) Undo() []string {
	var undo []string
	if s.Kind == Drop {
		return nil
	}
	for i := len(s.Statements) - 1; i >= 0; i-- {
		switch statement := s.Statements[i]; {
		case statement.Undo != "":
			undo = append(undo, ddl.Forgiving(statement.Undo))
		case statement.Drop != "" && !statement.Keeps:
			undo = append(undo, statement.Drop)
		}
	}
	if s.Kind == Copy && !s.Table.Adds && !s.IsWhole() {
		undo = append(undo, "TRUNCATE ONLY "+s.Table.Target.String())
	}
	if s.Kind == Copy && s.Table.Adds {
		undo = append(undo, s.Table.Copy.Delete())
	}
	for _, oid := range s.LargeObjects() {
		undo = append(undo, fmt.Sprintf("SELECT pg_catalog.lo_unlink(oid) FROM pg_catalog.pg_largeobject_metadata WHERE oid = %d", oid))
	}
	return undo
}
