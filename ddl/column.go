package ddl

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"copydb/catalog"
)

// listed says whether CREATE TABLE names a column. INHERITS brings the others, and naming them would make them local.
func (w *writer) listed(column catalog.Column) bool {
	way := w.routeOf(column.Relation)
	return way == alone || way == joined || column.Local
}

// columnClause writes a column as CREATE TABLE and ADD COLUMN name it. For a typed table, whose type tells the rest, it is
// empty where there is nothing to add.
func (w *writer) columnClause(r relation, column catalog.Column) string {
	clause := []string{w.typeClause(column)}
	if r.ofType != "" {
		clause = []string{catalog.Ident(column.Name), "WITH OPTIONS"}
	}
	bare := len(clause)
	if value := w.valueClause(column); value != "" {
		clause = append(clause, value)
	}
	if constraint := w.notNull(column); w.printsNotNull(column, constraint) {
		clause = append(clause, constraint.asColumnConstraint())
	}
	if r.ofType != "" && len(clause) == bare {
		return ""
	}
	return strings.Join(clause, " ")
}

// typeClause writes a column's name, type and what belongs to that.
func (w *writer) typeClause(column catalog.Column) string {
	clause := catalog.Ident(column.Name) + " " + w.columnType(column)
	if len(column.FDWOptions) > 0 {
		clause += " OPTIONS (" + fdwOptions(column.FDWOptions, "") + ")"
	}
	if column.Collation != "" {
		clause += " COLLATE " + column.Collation
	}
	return clause
}

// valueClause writes where a column's values come from: a default, an expression or a sequence.
func (w *writer) valueClause(column catalog.Column) string {
	if sequence, found := w.ownIdentity(column); found {
		return identityClause(column, sequence)
	}
	switch {
	case w.inheritsExpression(column):
		return ""
	case column.Generated == catalog.VirtualColumn && w.target.HasVirtualColumns():
		return "GENERATED ALWAYS AS (" + column.Default + ") VIRTUAL"
	case column.Generated != "":
		return "GENERATED ALWAYS AS (" + w.expression(column) + ") STORED"
	case w.inlineDefault(column):
		return "DEFAULT " + column.Default
	}
	return ""
}

// losesExpression says whether a generated column has a parent where it is none, as servers before HasOwnExpressions allow.
// Such a column is generated while rows are copied, and loses its expression before its table is told its parents.
func (w *writer) losesExpression(column catalog.Column) bool {
	if column.Generated == "" || !w.target.HasOwnExpressions() {
		return false
	}
	for _, parent := range w.parentColumns(column) {
		if parent.Generated == "" {
			return true
		}
	}
	return false
}

// expression is what the target generates a column from: its parent's expression where it may have no other.
func (w *writer) expression(column catalog.Column) string {
	if !w.target.HasOwnExpressions() {
		for _, parent := range w.parentColumns(column) {
			if parent.Generated != "" {
				return w.expression(parent)
			}
		}
	}
	return column.Default
}

// oddScale is a numeric type with a scale below zero or above its precision.
var oddScale = regexp.MustCompile(`^numeric\((\d+),(-?\d+)\)`)

// columnType is a column's type as the target can have it: a numeric of an odd scale is one of any.
func (w *writer) columnType(column catalog.Column) string {
	if w.hasOddScale(column) {
		return strings.Replace(column.Type, oddScale.FindString(column.Type), "numeric", 1)
	}
	return column.Type
}

func (w *writer) hasOddScale(column catalog.Column) bool {
	match := oddScale.FindStringSubmatch(column.Type)
	if match == nil || w.target.HasNumericScales() {
		return false
	}
	precision, _ := strconv.Atoi(match[1])
	scale, _ := strconv.Atoi(match[2])
	return scale < 0 || scale > precision
}

// noteLosses tells what the target cannot have of a relation's columns.
func (w *writer) noteLosses(r relation) {
	for _, column := range w.columns[r.oid] {
		label := "column " + r.Plain() + "." + column.Name
		switch {
		case w.losesExpression(column):
			w.lose(label, "the target has no generated columns under parents that are not: it keeps its values")
		case column.Generated != "" && w.expression(column) != column.Default:
			w.lose(label, "the target's children have no expressions of their own: it has its parent's")
		case column.Generated == catalog.VirtualColumn && !w.target.HasVirtualColumns():
			w.lose(label, "the target has no virtual columns: its values are stored")
		}
		if w.hasOddScale(column) {
			w.lose(label, "the target has no type "+column.Type)
		}
		w.noteCompressionLoss(label, column)
		w.noteIdentityLoss(label, column)
		w.noteNotNullLoss(label, r, column)
	}
	if !w.target.HasNotEnforced() {
		for _, check := range w.constraintsOf[r.oid] {
			if check.Type == catalog.CheckConstraint && !check.Enforced {
				w.lose(constraintLabel(check), "the target has no constraints that are not enforced")
			}
		}
	}
}

// inheritsExpression says whether a named column has its expression from its parents: before HasOwnExpressions a child may
// not repeat it.
func (w *writer) inheritsExpression(column catalog.Column) bool {
	if w.routeOf(column.Relation) != natural || column.Generated == "" || w.target.HasOwnExpressions() {
		return false
	}
	return len(w.parentColumns(column)) > 0
}

func (w *writer) inlineDefault(column catalog.Column) bool {
	return column.DefaultOID != 0 && column.Generated == "" && !w.mayLack(column.Default) &&
		!w.addsNeeds(catalog.ClassDefault.Of(column.DefaultOID), column.Relation)
}

// noteCompressionLoss tells of a compression that the target's version, or the target as it was built, does not have.
func (w *writer) noteCompressionLoss(label string, column catalog.Column) {
	if column.Compression != "" && !w.target.Compresses(column.Compression) {
		w.lose(label, "the target has no compression with "+column.Compression)
	}
}

// firstDefault is the default that a column has from the start, before alterColumns: its own, or its parents'.
func (w *writer) firstDefault(column catalog.Column) string {
	way := w.routeOf(column.Relation)
	if column.Generated != "" {
		return ""
	}
	if w.listed(column) || way == grown {
		if w.inlineDefault(column) {
			return column.Default
		}
	}
	if way == natural {
		for _, parent := range w.parentColumns(column) {
			if inherited := w.firstDefault(parent); inherited != "" {
				return inherited
			}
		}
	}
	return ""
}

// setsDefault says whether a column's default needs a command of its own.
func (w *writer) setsDefault(column catalog.Column) bool {
	return column.Generated == "" && column.Default != w.firstDefault(column)
}

// alterColumns writes, in one statement, what columns get after their relation: nothing else needs any of it. It waits for
// the children, which would inherit it.
func (w *writer) alterColumns(r relation) (Statement, bool) {
	s := Statement{Kind: KindColumn, Name: "columns of " + r.label + " " + r.Plain(), Object: catalog.ClassRelation.Of(r.oid)}
	var commands []string
	for _, column := range w.columns[r.oid] {
		alter := "ALTER COLUMN " + catalog.Ident(column.Name) + " "
		for _, command := range w.columnCommands(column) {
			commands = append(commands, alter+command)
		}
		if sequence, found := w.ownIdentity(column); found && !w.listed(column) {
			s.Makes = append(s.Makes, catalog.ClassRelation.Of(sequence.OID))
		}
	}
	s.After = w.withItsChildren(r)
	s.SQL = "ALTER " + r.word + " ONLY " + r.String() + "\n    " + strings.Join(commands, ",\n    ")
	return s, len(commands) > 0
}

// withItsChildren lists what stands for a relation and its children being there.
func (w *writer) withItsChildren(r relation) []catalog.ID {
	ids := []catalog.ID{catalog.ClassRelation.Of(r.oid), catalog.ClassInheritance.Of(r.oid)}
	for _, child := range w.childrenOf[r.oid] {
		ids = append(ids, catalog.ClassRelation.Of(child), catalog.ClassInheritance.Of(child))
	}
	return ids
}

// alterDefaults writes the defaults that columns get after their relation, each in a statement of its own, lest all go
// where the target cannot have one.
func (w *writer) alterDefaults(r relation) []Statement {
	var statements []Statement
	for _, column := range w.columns[r.oid] {
		if column.DefaultOID == 0 || !w.setsDefault(column) {
			continue
		}
		statements = append(statements, Statement{
			SQL:    "ALTER " + r.word + " ONLY " + r.String() + " ALTER COLUMN " + catalog.Ident(column.Name) + " SET DEFAULT " + column.Default,
			Kind:   KindDefault,
			Name:   "default of column " + r.Plain() + "." + column.Name,
			Object: catalog.ClassRelation.Of(r.oid),
			Makes:  catalog.ClassDefault.IDs(column.DefaultOID),
			After:  w.withItsChildren(r),
		})
	}
	return statements
}

// columnCommands lists the sub-commands that finish a column.
func (w *writer) columnCommands(column catalog.Column) []string {
	var commands []string
	if w.setsDefault(column) && column.DefaultOID == 0 {
		commands = append(commands, "DROP DEFAULT")
	}
	if command := w.notNullCommand(column); command != "" {
		commands = append(commands, command)
	}
	if sequence, found := w.ownIdentity(column); found && !w.listed(column) {
		commands = append(commands, "ADD "+identityClause(column, sequence))
	}
	if column.StatisticsTarget >= 0 {
		commands = append(commands, fmt.Sprintf("SET STATISTICS %d", column.StatisticsTarget))
	}
	if len(column.Options) > 0 {
		commands = append(commands, "SET ("+storageOptions(column.Options)+")")
	}
	if column.Storage != "" {
		commands = append(commands, "SET STORAGE "+column.Storage)
	}
	if column.Compression != "" && w.target.Compresses(column.Compression) {
		commands = append(commands, "SET COMPRESSION "+column.Compression)
	}
	if len(column.FDWOptions) > 0 && !w.listed(column) {
		commands = append(commands, "OPTIONS ("+fdwOptions(column.FDWOptions, "ADD ")+")")
	}
	return commands
}

// storageOptions writes name=value pairs for WITH and SET; a name may begin with "toast.".
func storageOptions(options []string) string {
	written := make([]string, len(options))
	for i, option := range options {
		name, value, _ := strings.Cut(option, "=")
		space, rest, found := strings.Cut(name, ".")
		if found {
			name = catalog.Ident(space) + "." + catalog.Ident(rest)
		} else {
			name = catalog.Ident(name)
		}
		written[i] = name + "=" + catalog.Literal(value)
	}
	return strings.Join(written, ", ")
}

// fdwOptions writes name=value pairs for OPTIONS.
func fdwOptions(options []string, verb string) string {
	written := make([]string, len(options))
	for i, option := range options {
		name, value, _ := strings.Cut(option, "=")
		written[i] = verb + catalog.Ident(name) + " " + catalog.Literal(value)
	}
	return strings.Join(written, ", ")
}
