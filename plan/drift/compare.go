package drift

import (
	"slices"
	"strings"

	"copydb/catalog"
)

// Compare tells what stands in the way of changes, nil for nothing, and what else is not the same. A column's type may do: the
// source is ahead of what is applied, and its values may still be of the type before. stops says whether such a difference
// does.
func (s *Shapes) Compare(stops func(Difference) bool) (*Error, []Difference) {
	drift := &Error{}
	var differences []Difference
	for i := range s.here {
		table := &s.here[i]
		fate := s.Fate(table.OID)
		if fate == Unwanted {
			continue
		}
		there := s.thereByName[s.nameOf(table.OID)]
		if there == nil {
			differences = append(differences, s.missing(drift, table, fate)...)
			continue
		}
		differences = append(differences, s.compareColumns(drift, table, there, stops)...)
		differences = append(differences, s.compareParents(table, there)...)
		if _, wasThere := s.known[table.OID]; fate == Again && !wasThere && s.knownNames[table.Name] {
			differences = append(differences, Difference{Object: "table " + table.Plain(), Passes: true,
				Reason: "it was dropped and made anew on the source: it is copied once more at the end"})
		} else if fate == Again && s.streamable[table.OID] {
			differences = append(differences, Difference{Object: "table " + table.Plain(), Passes: true,
				Reason: "it is not published any more: it is copied once more at the end"})
		}
		if why := s.Rewritten(table.OID); why != "" {
			differences = append(differences, Difference{Object: "table " + table.Plain(), Passes: true, Reason: why + ": it is copied once more at the end"})
		}
	}
	differences = append(differences, s.dropped()...)
	if len(drift.Reasons) == 0 {
		return nil, differences
	}
	return drift, differences
}

// missing tells of a table that the target does not have: one that was renamed is missing as soon as it changes.
func (s *Shapes) missing(drift *Error, table *catalog.TableShape, fate Fate) []Difference {
	object := "table " + table.Plain()
	mend := s.mendMissing(s.nameOf(table.OID))
	before, wasThere := s.known[table.OID]
	switch {
	case wasThere && before.Name != table.Name:
		return []Difference{{Object: object, Reason: "it was table " + before.Plain() + " when the copy began", Mend: strings.Join(mend, "; ")}}
	case fate == Joined || wasThere:
		drift.Reasons = append(drift.Reasons, object+" is not on the target")
		drift.Mend = append(drift.Mend, mend...)
		return nil
	}
	return []Difference{{Object: object, Reason: "it was made on the source after the copy had begun, and is not followed: " +
		"where it is made on the target too, its rows are copied at the end"}}
}

// dropped tells of tables that the source does not have any more, and the target has.
func (s *Shapes) dropped() []Difference {
	var differences []Difference
	for oid, before := range s.known {
		name := s.Schemas.Name(before.Name)
		if s.hereByOID[oid] != nil || s.hereByName[before.Name] != nil || s.thereByName[name] == nil {
			continue
		}
		differences = append(differences, Difference{Object: "table " + before.Plain(),
			Reason: "it was dropped on the source, and is as it was before on the target", Mend: "DROP TABLE " + name.String()})
	}
	slices.SortFunc(differences, func(a, b Difference) int { return strings.Compare(a.Object, b.Object) })
	return differences
}
