package ddl

import (
	"fmt"
	"slices"
	"strings"

	"copydb/catalog"
)

// roleSettings writes ALTER ROLE … SET, but for those in the database. A role that is there already keeps what it has.
func (w *writer) roleSettings() []Statement {
	if !w.options.Roles {
		return nil
	}
	var statements []Statement
	for i, setting := range w.facts.Settings {
		if setting.Here || catalog.OfProvider(setting.Role) {
			continue
		}
		there, found := w.targetSetting(setting)
		role, label := "ROLE "+catalog.Ident(setting.Role), "setting "+setting.Name+" of role "+setting.Role
		if setting.OfAllRoles() {
			role, label = "ROLE ALL", "setting "+setting.Name+" of all roles"
		}
		switch {
		case found && there != setting.Value:
			w.lose(label, "it is there already, and stays as it is")
		case w.unknownSetting(setting):
			w.lose(label, noSuchSetting)
		case !found && (setting.OfAllRoles() || w.hasRole(setting.Role)):
			statements = append(statements, w.setSetting(setting, role, label, i, Cluster))
		}
	}
	return statements
}

const noSuchSetting = "the target has no such setting"

// targetSetting finds what the target's cluster has in the place of a setting.
func (w *writer) targetSetting(setting catalog.Setting) (value string, found bool) {
	if w.surroundings == nil {
		return "", false
	}
	for _, there := range w.surroundings.Settings {
		if there.Role == setting.Role && there.Here == setting.Here && there.Name == setting.Name {
			return there.Value, true
		}
	}
	return "", false
}

// unknownSetting says whether the target has no setting of that name. One whose name has two parts may be an extension's.
func (w *writer) unknownSetting(setting catalog.Setting) bool {
	return w.surroundings != nil && w.rights == nil && !strings.Contains(setting.Name, ".") &&
		!slices.Contains(w.surroundings.Rights.Settable, setting.Name)
}

// setSetting writes ALTER … SET. The server keeps settings in the order in which they were made, which is that of their
// places.
func (w *writer) setSetting(setting catalog.Setting, of, label string, place int, phase Phase) Statement {
	return Statement{
		SQL:    "ALTER " + of + " SET " + settingName(setting.Name) + " TO " + settingValue(setting),
		Kind:   KindSetting,
		Name:   fmt.Sprintf("%04d %s", place+1, label),
		Object: catalog.ClassSetting.Of(catalog.OID(place + 1)),
		Phase:  phase,
		After:  catalog.ClassRole.IDs(setting.RoleOID),
	}
}

// settingName quotes the name of a setting, which has two parts where an extension defines it.
func settingName(name string) string {
	parts := strings.Split(name, ".")
	for i, part := range parts {
		parts[i] = catalog.Ident(part)
	}
	return strings.Join(parts, ".")
}

// listSettings are those whose value is a list of names, which the server keeps in the way in which it would write them in
// SQL (GUC_LIST_QUOTE, as in guc_tables.c).
var listSettings = [...]string{"local_preload_libraries", "search_path", "session_preload_libraries",
	"shared_preload_libraries", "temp_tablespaces", "unix_socket_directories"}

// settingValue writes the value of a setting. An empty list cannot be written; our sessions have these lists empty.
func settingValue(setting catalog.Setting) string {
	if !slices.Contains(listSettings[:], strings.ToLower(setting.Name)) {
		return catalog.Literal(setting.Value)
	}
	names := catalog.SplitNames(setting.Value)
	for i, name := range names {
		names[i] = catalog.Literal(name)
	}
	return strings.Join(names, ", ")
}
