package ddl

import (
	"strings"

	"copydb/catalog"
)

// eventTriggers writes CREATE EVENT TRIGGER, and whether each is enabled.
func (w *writer) eventTriggers() []Statement {
	var statements []Statement
	for _, trigger := range w.facts.EventTriggers {
		label := "event trigger " + trigger.Name
		if trigger.Event == "login" && !w.target.HasLoginTriggers() {
			w.lose(label, "the target has no event trigger on login")
			continue
		}
		id := catalog.ClassEventTrigger.Of(trigger.OID)
		statements = append(statements, Statement{
			SQL:    createEventTrigger(trigger),
			Kind:   KindEventTrigger,
			Name:   label,
			Object: id,
			Phase:  Final,
			Makes:  []catalog.ID{id},
			Drop:   "DROP EVENT TRIGGER IF EXISTS " + catalog.Ident(trigger.Name) + " CASCADE",
		})
		if trigger.Enabled != "O" {
			statements = append(statements, Statement{
				SQL:    "ALTER EVENT TRIGGER " + catalog.Ident(trigger.Name) + " " + firing(trigger.Enabled),
				Kind:   KindEventTrigger,
				Name:   "state of " + label,
				Object: id,
				Phase:  Final,
				After:  []catalog.ID{id},
			})
		}
	}
	return statements
}

func createEventTrigger(trigger catalog.EventTrigger) string {
	create := "CREATE EVENT TRIGGER " + catalog.Ident(trigger.Name) + " ON " + catalog.Ident(trigger.Event)
	if len(trigger.Tags) > 0 {
		create += "\n    WHEN TAG IN (" + literals(trigger.Tags) + ")"
	}
	return create + "\n    EXECUTE FUNCTION " + trigger.Function + "()"
}

// literals quotes string constants and joins them with commas.
func literals(values []string) string {
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = catalog.Literal(value)
	}
	return strings.Join(quoted, ", ")
}
