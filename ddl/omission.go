package ddl

import (
	"slices"
	"strings"

	"copydb/catalog"
)

// omission is what is left out, since the target's role may not make it or its version knows nothing of it, and what goes
// with it.
type omission struct {
	*writer
	hindrances map[Kind]func(Statement) string
	along      map[catalog.ID][]catalog.ID // what comes along with an object: its row type, the members of an extension
	gone       map[catalog.ID]string       // what is left out, and the name of what it belongs to
}

// permitted writes all that the target's role may run, and its version can have. Where only the default of a column needs what is left out, the table
// does without it, and all is written anew.
func (w *writer) permitted() []*Statement {
	o := newOmission(w)
	statements := o.leaveOut(w.ofKinds())
	if facts, losses := o.withoutDefaults(); len(losses) > 0 {
		*w = *newWriter(facts, w.target, w.options)
		w.losses = losses
		o = newOmission(w)
		statements = o.leaveOut(w.ofKinds())
	}
	return append(statements, o.leaveOut(w.shared(statements))...)
}

func newOmission(w *writer) *omission {
	o := &omission{writer: w, hindrances: map[Kind]func(Statement) string{}, along: map[catalog.ID][]catalog.ID{}, gone: map[catalog.ID]string{}}
	if w.rights != nil {
		o.hindrances = w.hindrances()
	}
	if w.lacksMultiranges() {
		o.hindrances[KindTable], o.hindrances[KindForeignTable] = w.typeHindrance, w.typeHindrance
	}
	for _, depend := range w.facts.Depends {
		if depend.Kind == catalog.DependsAsPart || depend.Kind == catalog.DependsAsMember {
			o.along[depend.Needs()] = append(o.along[depend.Needs()], depend.Object())
		}
	}
	return o
}

// leaveOut returns the statements that the target's role may run, and whose objects find all that they need; it tells of
// the others.
func (o *omission) leaveOut(statements []*Statement) []*Statement {
	var kept []*Statement
	for _, statement := range statements {
		reason := ""
		if hindrance := o.hindrances[statement.Kind]; hindrance != nil {
			reason = hindrance(*statement)
		}
		if reason != "" {
			o.drop(statement, reason)
		} else {
			if o.rights != nil {
				o.adapt(statement)
			}
			kept = append(kept, statement)
		}
	}
	for {
		remaining := o.withoutNeedy(kept)
		if len(remaining) == len(kept) {
			return kept
		}
		kept = remaining
	}
}

// withoutNeedy drops the statements that need something that is left out.
func (o *omission) withoutNeedy(statements []*Statement) []*Statement {
	var kept []*Statement
	for _, statement := range statements {
		if name := o.missing(statement); name != "" {
			o.drop(statement, "it needs "+name+", which is left out")
		} else {
			kept = append(kept, statement)
		}
	}
	return kept
}

// missing returns the name of something left out that a statement needs, "" where there is all.
func (o *omission) missing(statement *Statement) string {
	for _, id := range statement.After {
		if name := o.gone[id]; name != "" {
			return name
		}
	}
	for _, made := range statement.Makes {
		for _, depend := range o.needs.Of(made) {
			id := depend.Needs()
			if name := o.gone[id]; name != "" && !o.unused(made, id) {
				return name
			}
		}
	}
	return ""
}

// unused says whether an object only seems to need another: to a function that names no transforms, those that there are for
// its types mean nothing.
func (o *omission) unused(id, need catalog.ID) bool {
	return need.Class == catalog.ClassTransform && id.Class == catalog.ClassFunction && !o.functionByOID.of(id.OID).Transforms
}

// drop leaves a statement out. What is only a part of something left out goes without saying; an extension's tables do not.
func (o *omission) drop(statement *Statement, reason string) {
	if o.gone[statement.Object] == "" || len(statement.Lacking) > 0 && slices.Contains(statement.Makes, statement.Object) {
		o.lose(strings.TrimPrefix(statement.Part(), "validation of "), reason)
	}
	if statement.There {
		return
	}
	next := append([]catalog.ID(nil), statement.Makes...)
	for len(next) > 0 {
		id := next[len(next)-1]
		next = next[:len(next)-1]
		if o.gone[id] == "" {
			o.gone[id] = statement.Name
			next = append(next, o.along[id]...)
		}
	}
}

// withoutDefaults takes out of the facts the defaults of columns that need what is left out.
func (o *omission) withoutDefaults() (*catalog.Facts, []Loss) {
	facts := *o.facts
	facts.Columns = slices.Clone(facts.Columns)
	var losses []Loss
	for i := range facts.Columns {
		column := &facts.Columns[i]
		if column.DefaultOID == 0 || column.Generated != "" || o.gone[catalog.ClassRelation.Of(column.Relation)] != "" {
			continue
		}
		for _, depend := range o.needs.Of(catalog.ClassDefault.Of(column.DefaultOID)) {
			need := depend.Needs()
			if name := o.gone[need]; name != "" {
				losses = append(losses, Loss{Object: "default of column " + o.names[column.Relation].Plain() + "." + column.Name,
					Reason: "it needs " + name + ", which is left out"})
				column.Default, column.DefaultOID = "", 0
				break
			}
		}
	}
	return &facts, losses
}
