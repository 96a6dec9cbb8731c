package logical

import (
	"fmt"
	"strings"

	"copydb/catalog"
)

// Finding is something that stands, or may stand, in the way of a stream.
type Finding struct {
	Refused bool // there can be no stream
	Text    string
	Hint    string
}

// slotsNeeded: the slot, and the temporary one of a run that is taken up again.
const slotsNeeded = 2

// Check looks for what would stop a stream of the source's changes, and for what could later.
func Check(server catalog.Server, settings catalog.StreamSettings, selection Selection) []Finding {
	var findings []Finding
	for _, check := range []func(catalog.Server, catalog.StreamSettings) []Finding{checkWAL, checkRoom, checkTimeouts, checkStandbys, checkRole} {
		findings = append(findings, check(server, settings)...)
	}
	return append(append(findings, checkOwners(server, selection)...), tellAgain(selection)...)
}

func refuse(hint, text string, args ...any) Finding {
	return Finding{Refused: true, Text: fmt.Sprintf(text, args...), Hint: hint}
}

func notice(hint, text string, args ...any) Finding {
	return Finding{Text: fmt.Sprintf(text, args...), Hint: hint}
}

func checkWAL(server catalog.Server, settings catalog.StreamSettings) []Finding {
	var findings []Finding
	if server.InRecovery {
		findings = append(findings, refuse("give the address of the primary", "it is a standby, where publications cannot be made"))
	}
	if settings.WALLevel != "logical" {
		findings = append(findings, refuse("ALTER SYSTEM SET wal_level = logical, and restart the server",
			"its wal_level is %s: changes are not written in a form that can be followed", settings.WALLevel))
	}
	if settings.KeepSize >= 0 {
		findings = append(findings, notice("see that it is more than the source writes while copydb may be away or behind; --spool takes WAL over while the copy runs",
			"its max_slot_wal_keep_size of %d MB bounds how far copydb may be behind: beyond that the slot is lost", settings.KeepSize))
	}
	return findings
}

// checkRoom looks for free slots and senders: one of each is needed, and another when a copy is taken up again.
func checkRoom(_ catalog.Server, settings catalog.StreamSettings) []Finding {
	var findings []Finding
	for _, room := range []struct {
		name        string
		used, limit int
	}{
		{"max_replication_slots", settings.Slots, settings.SlotLimit},
		{"max_wal_senders", settings.Senders, settings.SenderLimit},
	} {
		hint := "raise " + room.name + " and restart the server, or remove what is not needed any more"
		switch free := room.limit - room.used; {
		case free < 1:
			findings = append(findings, refuse(hint, "%d of its %s of %d are in use", room.used, room.name, room.limit))
		case free < slotsNeeded:
			findings = append(findings, notice(hint, "only one of its %s of %d is free: a copy that stops could not be resumed", room.name, room.limit))
		}
	}
	return findings
}

func checkTimeouts(_ catalog.Server, settings catalog.StreamSettings) []Finding {
	const tight = 10_000 // ms
	var findings []Finding
	if settings.SenderTimeout > 0 && settings.SenderTimeout < tight {
		findings = append(findings, notice("ALTER ROLE … SET wal_sender_timeout = '60s' makes it patient",
			"its wal_sender_timeout is %d ms: a short break of the network ends the stream, which then begins again", settings.SenderTimeout))
	}
	if settings.IdleSlotTimeout > 0 {
		findings = append(findings, notice("set idle_replication_slot_timeout to 0 until copydb stream cleanup",
			"its idle_replication_slot_timeout invalidates the slot when copydb is away for %d s", settings.IdleSlotTimeout))
	}
	return findings
}

// checkStandbys refuses a source on which copydb would count as a synchronous standby, for whose word commits wait
// (syncrep.c, SyncRepGetStandbyPriority).
func checkStandbys(_ catalog.Server, settings catalog.StreamSettings) []Finding {
	names := strings.ToLower(settings.SynchronousStandbys)
	if !strings.Contains(names, "*") && !strings.Contains(names, "copydb/") {
		return nil
	}
	return []Finding{refuse("name the standbys in synchronous_standby_names, so that copydb is none of them",
		"its synchronous_standby_names takes every receiver, copydb too, for a standby that commits wait for")}
}

func checkRole(server catalog.Server, settings catalog.StreamSettings) []Finding {
	var findings []Finding
	role := catalog.Ident(server.Role)
	if !settings.MayReplicate {
		hint := "ALTER ROLE " + role + " REPLICATION"
		if settings.GrantsReplication != "" {
			hint = "GRANT " + catalog.Ident(settings.GrantsReplication) + " TO " + role
		}
		findings = append(findings, refuse(hint, "role %s may not replicate", server.Role))
	}
	if !settings.MayPublish {
		findings = append(findings, refuse(fmt.Sprintf("GRANT CREATE ON DATABASE %s TO %s", catalog.Ident(server.Database), role),
			"role %s may not make a publication in database %s", server.Role, server.Database))
	}
	return findings
}

// checkOwners refuses tables that the role does not own: only an owner may publish.
func checkOwners(server catalog.Server, selection Selection) []Finding {
	strangers := map[string][]string{}
	var owners []string
	for _, tables := range [][]catalog.ReplicaIdentity{selection.Publish, selection.InsertOnly} {
		for _, table := range tables {
			if table.Owned {
				continue
			}
			if strangers[table.Owner] == nil {
				owners = append(owners, table.Owner)
			}
			strangers[table.Owner] = append(strangers[table.Owner], table.Plain())
		}
	}
	var findings []Finding
	for _, owner := range owners {
		findings = append(findings, refuse(fmt.Sprintf("GRANT %s TO %s", catalog.Ident(owner), catalog.Ident(server.Role)),
			"role %s may not publish what belongs to %s: table %s", server.Role, owner, some(strangers[owner])))
	}
	return findings
}

// tellAgain tells the tables whose changes cannot come by the stream.
func tellAgain(selection Selection) []Finding {
	reasons := map[string][]string{}
	var order []string
	for _, table := range selection.Again {
		if reasons[table.Reason] == nil {
			order = append(order, table.Reason)
		}
		reasons[table.Reason] = append(reasons[table.Reason], table.Plain())
	}
	var findings []Finding
	for _, reason := range order {
		findings = append(findings, notice("give it a primary key, or, for what is not unlogged, see --replica-identity-full and --insert-only",
			"table %s is copied once more at the end instead of being followed (%s)", some(reasons[reason]), reason))
	}
	return findings
}

// some names the first few of many.
func some(names []string) string {
	const shown = 5
	if len(names) <= shown {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), len(names)-shown)
}
