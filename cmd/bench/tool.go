package main

import (
	"fmt"
	"os/exec"
	"strings"
)

// tool is a way to copy a database.
type tool struct {
	name string
	// programs are those that have to be installed.
	programs []string
	// databases are those that it can copy in a time that is worth to wait for; none for all.
	databases []string
	// script is what sh runs. SOURCE, TARGET and JOBS are its variables, and COPYDB, OPTIONS, TABLES, KEYS and FOLDER.
	script string
}

// tools are all that there are, copydb first.
var tools = []tool{
	{
		name:   "copydb",
		script: `"$COPYDB" run --source "$SOURCE" --target "$TARGET" --table-jobs $JOBS --index-jobs $JOBS --quiet $OPTIONS`,
	},
	{
		name:      "pipes",
		programs:  []string{"psql", "vacuumdb", "xargs"},
		databases: []string{"bench"},
		script: `psql -qX -d "$TARGET" -f "$TABLES"
			psql -qXAt -d "$SOURCE" -c "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
				order by pg_table_size(oid) desc" | xargs -P $JOBS -I{} sh -c 'psql -qX -d "$SOURCE" -c "copy {} to stdout (format binary)" |
				psql -qX -d "$TARGET" -c begin -c "truncate {}" -c "copy {} from stdin (format binary, freeze)" -c commit'
			psql -qX -d "$TARGET" -f "$KEYS"
			vacuumdb -qZ -d "$TARGET" -j $JOBS`,
	},
	{
		name:     "pg_dump",
		programs: []string{"pg_dump", "pg_restore", "vacuumdb"},
		script: `pg_dump -Fd -j $JOBS -f "$FOLDER/dump" -d "$SOURCE"
			pg_restore -j $JOBS -d "$TARGET" "$FOLDER/dump"
			vacuumdb -qZ -d "$TARGET" -j $JOBS`,
	},
	{
		name:      "pgcopydb",
		programs:  []string{"pgcopydb"},
		databases: []string{"bench"},
		script: `pgcopydb clone --source "$SOURCE" --target "$TARGET" --table-jobs $JOBS --index-jobs $JOBS --dir "$FOLDER/pgcopydb" \
			--use-copy-binary --no-acl --no-owner --skip-extensions > "$FOLDER/log" 2>&1 || { cat "$FOLDER/log" >&2; exit 1; }`,
	},
}

func toolNames() []string {
	names := make([]string, len(tools))
	for i, tool := range tools {
		names[i] = tool.name
	}
	return names
}

// chooseTools reads a list of names; an empty one stands for all that are installed.
func chooseTools(list string) ([]tool, error) {
	var chosen []tool
	for _, tool := range tools {
		if list == "" && tool.installed() || strings.Contains(","+list+",", ","+tool.name+",") {
			chosen = append(chosen, tool)
		}
	}
	if list != "" && len(chosen) < strings.Count(list, ",")+1 {
		return nil, fmt.Errorf("choosing tools: some of %q are none", list)
	}
	return chosen, nil
}

func (t tool) installed() bool {
	for _, program := range t.programs {
		if _, err := exec.LookPath(program); err != nil {
			return false
		}
	}
	return true
}

func (t tool) copies(database string) bool {
	for _, each := range t.databases {
		if each == database {
			return true
		}
	}
	return len(t.databases) == 0
}
