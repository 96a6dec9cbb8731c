package catalog

import (
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
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
	settings["temp_tablespaces"] = "" // a function that has it empty takes it from the session
	settings["default_table_access_method"] = "heap"
	settings["allow_in_place_tablespaces"] = "on" // a source's may be in place
	settings["event_triggers"] = "off"            // the target's own are not meant for what we make
	return settings
}

// SettingsSQL returns the statement that gives a session of a side its settings, in one round trip on any version:
// pg_settings lists what the server knows.
func SettingsSQL(side Side) string {
	settings := pinned(side)
	values := make([]string, 0, len(settings))
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		values = append(values, "("+Literal(name)+", "+Literal(settings[name])+")")
	}
	return `SELECT pg_catalog.count(pg_catalog.set_config(known.name, pinned.value, false)) AS settings
FROM (VALUES
    ` + strings.Join(values, ",\n    ") + `) pinned (name, value)
JOIN pg_catalog.pg_settings known ON pg_catalog.lower(known.name) = pinned.name
WHERE known.context = 'user'
   OR known.context = 'superuser' AND (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)`
}

// settingsOf are the statements that set them in a session. Of an encoding that passes bytes the server would not let us have all
// bytes as UTF-8.
func settingsOf(conn *pgconn.PgConn, side Side) []string {
	settings := []string{SettingsSQL(side)}
	if encoding := conn.ParameterStatus("server_encoding"); PassesBytes(encoding) {
		settings = append(settings, "SET client_encoding = "+Literal(encoding))
	}
	return settings
}

// PassesBytes says whether a database's encoding is none that converts to UTF-8: its text is bytes to everybody.
func PassesBytes(encoding string) bool { return encoding == "SQL_ASCII" || encoding == "MULE_INTERNAL" }
