package catalog

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// pinned are the settings whose value, if it differed between the two sides or came from a role's or a database's
// defaults, would change rows or definitions, or end a long session. Those that a server does not know are passed over.
func pinned(side Side) map[string]string {
	settings := map[string]string{
		"search_path":                         "",
		"statement_timeout":                   "0",
		"lock_timeout":                        "0",
		"idle_in_transaction_session_timeout": "0",
		"idle_session_timeout":                "0",
		"transaction_timeout":                 "0",
		"datestyle":                           "ISO",
		"intervalstyle":                       "postgres",
		"extra_float_digits":                  "3",
		"bytea_output":                        "hex",
		"timezone":                            "UTC",
		"lc_monetary":                         "C",
		"xmloption":                           "content",
		"quote_all_identifiers":               "off",
		"standard_conforming_strings":         "on",
		"array_nulls":                         "on",
		"default_transaction_isolation":       "read committed",
		"default_transaction_deferrable":      "off",
	}
	if side == Source {
		settings["row_security"] = "off"         // an error instead of rows that a policy hides
		settings["synchronize_seqscans"] = "off" // rows arrive in their physical order
		return settings
	}
	settings["row_security"] = "on" // a materialized view is filled as its owner, whom policies may concern
	settings["default_transaction_read_only"] = "off"
	settings["check_function_bodies"] = "off" // a body may name what comes later
	settings["default_tablespace"] = ""
	settings["default_table_access_method"] = "heap"
	settings["event_triggers"] = "off" // the target's own are not meant for what we make
	return settings
}

// pinSettings sets them in one round trip on any version: pg_settings lists what the server knows.
func pinSettings(ctx context.Context, conn *pgx.Conn, side Side) error {
	var names, values []string
	for name, value := range pinned(side) {
		names, values = append(names, name), append(values, value)
	}
	_, err := conn.Exec(ctx, `
		select pg_catalog.set_config(known.name, pinned.value, false)
		from rows from (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) pinned (name, value)
		join pg_catalog.pg_settings known on pg_catalog.lower(known.name) = pinned.name
		where known.context in ('user', 'superuser')
		  and (known.context = 'user' or (select rolsuper from pg_catalog.pg_roles where rolname = current_user))`,
		names, values)
	return err
}
