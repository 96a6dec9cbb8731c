package ddl

import (
	"strings"

	"copydb/catalog"
)

// subscriptions writes CREATE SUBSCRIPTION so that nothing connects anywhere: the copy is disabled and starts nothing. The
// copy of one in use has no slot: with one, DROP SUBSCRIPTION would connect, and drop the slot of the source's. One that was
// never in use keeps the name of a slot that is yet to be made, as pg_dump has it.
func (w *writer) subscriptions() []Statement {
	var statements []Statement
	for _, subscription := range w.facts.Subscriptions {
		label := "subscription " + subscription.Name
		if subscription.Connection == "" {
			w.lose(label, "where it connects to is a superuser's to read")
			continue
		}
		if slot := subscription.Slot; subscription.Enabled || subscription.Used && slot != "" {
			reason := "it is made disabled: only one of the two may receive the changes"
			if slot != "" {
				reason = "it is made disabled and without slot " + slot + ", which is the source's: only one of the two may receive the changes"
			}
			w.lose(label, reason)
			subscription.Slot = ""
		}
		id := catalog.ClassSubscription.Of(subscription.OID)
		statements = append(statements, Statement{
			SQL: "CREATE SUBSCRIPTION " + catalog.Ident(subscription.Name) + " CONNECTION " + catalog.Literal(subscription.Connection) +
				" PUBLICATION " + catalog.Idents(subscription.Publications) + " WITH " + w.subscriptionOptions(label, subscription).String(),
			Kind:   KindSubscription,
			Name:   label,
			Object: id,
			Phase:  Final,
			Makes:  []catalog.ID{id},
			Secret: true,
			Drop:   "", // one that is there may have a slot, which DROP SUBSCRIPTION would drop as well
		})
	}
	return statements
}

func (w *writer) subscriptionOptions(label string, subscription catalog.Subscription) clauses {
	options := clauses{"connect = false"}
	switch subscription.Slot {
	case "":
		options.set("slot_name", "NONE")
	case subscription.Name: // the default, which may be a name that no slot can have
	default:
		options.set("slot_name", catalog.Literal(subscription.Slot))
	}
	for _, option := range subscription.Options {
		name, value, _ := strings.Cut(option, "=")
		switch {
		case w.target.KnowsSubscriptionOption(name, value):
			options.set(name, catalog.Literal(value))
		case option != "streaming=off" && option != "run_as_owner=true": // as it is where there is no such option
			w.lose(label, "the target has no option "+option)
		}
	}
	return options
}
