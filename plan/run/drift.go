package run

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"copydb/catalog"
	"copydb/logical"
	"copydb/logical/apply"
)

// DriftError is a definition of the source that the target does not have. What was applied before stays; the run goes on
// when the target fits again.
type DriftError struct {
	Reasons []string
	Mend    []string // statements that make the target fit
}

func (e *DriftError) Error() string {
	return "the source's definitions have changed: " + strings.Join(e.Reasons, "; ")
}

// Difference is something of a table that is not the same on both sides any more, and stops nothing.
type Difference struct {
	Object string // "table public.orders"
	Reason string
	Mend   string // the statement that gives the target the same, "" where there is none
	Passes bool   // the end brings the table over as it is

	renames bool // changes that come need the column under its new name
}

// loss tells it at the end.
func (d Difference) text() string {
	if d.Mend == "" {
		return d.Reason
	}
	return d.Reason + "; on the target: " + d.Mend
}

// lookForDrift compares the tables of both sides. What changes could not be applied to ends what is applied, between two
// transactions; other differences are told once. What keeps it from looking is no reason to stop.
func (m *monitor) lookForDrift(ctx context.Context) {
	if m.source == nil || m.source.IsClosed() || m.target.IsClosed() || !m.follows() {
		return
	}
	m.telling.Lock()
	shapes, err := m.definitions.read(ctx, m.source, m.target)
	m.telling.Unlock()
	if err != nil {
		return
	}
	differences := m.withdraw(ctx, shapes)
	settled := m.changes.waiting() == 0
	drift, others := shapes.compare(func(d Difference) bool { return settled && m.told[d] })
	m.tellDifferences(append(differences, others...))
	if drift == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.drifted != nil {
		m.drifted(drift)
	}
}

// follows says whether changes are applied now.
func (m *monitor) follows() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.drifted != nil
}

// tellDifferences tells those that were not told before.
func (m *monitor) tellDifferences(differences []Difference) {
	var fresh []Difference
	for _, difference := range differences {
		if !m.told[difference] {
			m.told[difference] = true
			fresh = append(fresh, difference)
		}
	}
	if len(fresh) > 0 {
		m.run.emit(Strayed{Differences: fresh})
	}
}

// withdraw takes tables out of the publication that have lost what tells their rows apart: their UPDATE and DELETE fail in
// the application as long as they are published. They are copied once more at the end.
func (m *monitor) withdraw(ctx context.Context, s *shapes) []Difference {
	var differences []Difference
	for oid, table := range s.identities {
		member := table
		if table.Root != 0 && s.published[table.Root] {
			member = s.identities[table.Root]
		}
		if !s.published[member.OID] || table.Usable || table.Unlogged || s.isInsertOnly(oid) {
			continue
		}
		if err := logical.Withdraw(ctx, m.source, s.publication, member); err != nil {
			continue // it is tried again
		}
		delete(s.published, member.OID)
		differences = append(differences, Difference{Object: "table " + member.Plain(), Passes: true,
			Reason: "it is not followed any more, but copied once more at the end: " + table.Reason + " of " + table.Plain()})
	}
	return differences
}

func (s *shapes) isInsertOnly(oid catalog.OID) bool {
	return slices.ContainsFunc(s.selection.InsertOnly, func(table catalog.ReplicaIdentity) bool { return table.OID == oid })
}

// explain says what would mend a target that changes do not fit, by all that is known of both sides.
func (r *run) explain(ctx context.Context, err error) error {
	var drift *apply.DriftError
	var refused *apply.Error
	if !errors.As(err, &drift) && !errors.As(err, &refused) || r.lock.IsClosed() {
		return err
	}
	source, connecting := r.Source.Connect(ctx, "definitions")
	if connecting != nil {
		return err
	}
	defer source.Close(context.WithoutCancel(ctx))
	shapes, reading := r.definitions().read(ctx, source, r.lock)
	if reading != nil {
		return err
	}
	if drift == nil { // perhaps a value that a column's type does not take
		all, _ := shapes.compare(func(Difference) bool { return true })
		if all == nil && catalog.SQLState(err) == catalog.NotNullViolation {
			all = shapes.unfilled(refused.Table)
		}
		if all != nil {
			return fmt.Errorf("%w: %w", err, all)
		}
		return err
	}
	if shapes.thereByName[drift.Table] == nil {
		drift.Mend = shapes.mendMissing(drift.Table)
	} else if all, _ := shapes.compare(func(d Difference) bool { return d.renames }); all != nil { // of a partition, its parent is to be mended
		drift.Mend = all.Mend
	}
	return err
}

// compare tells what stands in the way of changes, nil for nothing, and what else is not the same. A column's type may do: the
// source is ahead of what is applied, and its values may still be of the type before. stops says whether such a difference
// does.
func (s *shapes) compare(stops func(Difference) bool) (*DriftError, []Difference) {
	drift := &DriftError{}
	var differences []Difference
	for i := range s.here {
		table := &s.here[i]
		fate := s.fate(table.OID)
		if fate == unwanted {
			continue
		}
		there := s.thereByName[s.nameOf(table.OID)]
		if there == nil {
			differences = append(differences, s.missing(drift, table, fate)...)
			continue
		}
		differences = append(differences, s.compareColumns(drift, table, there, stops)...)
		differences = append(differences, s.compareParents(table, there)...)
		if _, wasThere := s.known[table.OID]; fate == again && !wasThere && s.knownNames[table.Name] {
			differences = append(differences, Difference{Object: "table " + table.Plain(), Passes: true,
				Reason: "it was dropped and made anew on the source: it is copied once more at the end"})
		} else if fate == again && s.streamable[table.OID] {
			differences = append(differences, Difference{Object: "table " + table.Plain(), Passes: true,
				Reason: "it is not published any more: it is copied once more at the end"})
		}
	}
	differences = append(differences, s.dropped()...)
	if len(drift.Reasons) == 0 {
		return nil, differences
	}
	return drift, differences
}

// missing tells of a table that the target does not have: one that was renamed is missing as soon as it changes.
func (s *shapes) missing(drift *DriftError, table *catalog.TableShape, fate fate) []Difference {
	object := "table " + table.Plain()
	mend := s.mendMissing(s.nameOf(table.OID))
	before, wasThere := s.known[table.OID]
	switch {
	case wasThere && before.Name != table.Name:
		return []Difference{{Object: object, Reason: "it was table " + before.Plain() + " when the copy began", Mend: strings.Join(mend, "; ")}}
	case fate == joined || wasThere:
		drift.Reasons = append(drift.Reasons, object+" is not on the target")
		drift.Mend = append(drift.Mend, mend...)
		return nil
	}
	return []Difference{{Object: object, Reason: "it was made on the source after the copy had begun, and is not followed: " +
		"where it is made on the target too, its rows are copied at the end"}}
}

// dropped tells of tables that the source does not have any more, and the target has.
func (s *shapes) dropped() []Difference {
	var differences []Difference
	for oid, before := range s.known {
		name := s.schemas.Name(before.Name)
		if s.hereByOID[oid] != nil || s.hereByName[before.Name] != nil || s.thereByName[name] == nil {
			continue
		}
		differences = append(differences, Difference{Object: "table " + before.Plain(),
			Reason: "it was dropped on the source, and is as it was before on the target", Mend: "DROP TABLE " + name.String()})
	}
	slices.SortFunc(differences, func(a, b Difference) int { return strings.Compare(a.Object, b.Object) })
	return differences
}

// typeOf is a column's type by the names of the target.
func (s *shapes) typeOf(column catalog.ColumnShape) string {
	renamed := s.schemas.Name(catalog.Name{Schema: column.TypeSchema}).Schema
	if renamed == column.TypeSchema {
		return column.Type
	}
	for _, schema := range []string{catalog.Ident(column.TypeSchema), column.TypeSchema} { // a type's schema is quoted where it must be
		if rest, found := strings.CutPrefix(column.Type, schema+"."); found {
			return renamed + "." + rest
		}
	}
	return column.Type
}
