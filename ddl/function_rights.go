package ddl

import (
	"slices"
	"strings"

	"copydb/catalog"
)

// permittedFunction takes out of a function's definition what the target's role may not say: that it is leakproof, and
// settings that only a superuser changes. The function then runs with those of its session.
func (w *writer) permittedFunction(function catalog.Function, label string) catalog.Function {
	if w.rights == nil {
		return function
	}
	if function.Leakproof {
		w.lose(label, "only a superuser may call it LEAKPROOF")
		at := strings.Index(header(function), " LEAKPROOF")
		function.Definition = function.Definition[:at] + function.Definition[at+len(" LEAKPROOF"):]
	}
	for _, setting := range function.Settings {
		if slices.Contains(w.rights.Settable, setting) {
			continue
		}
		w.lose(label, w.unless(false, "may not set "+setting+" in it"))
		if from, to := settingLine(function, setting); from >= 0 {
			function.Definition = function.Definition[:from] + function.Definition[to:]
		}
	}
	return function
}

// settingLine finds the line of a definition that gives the function a setting.
func settingLine(function catalog.Function, name string) (from, to int) {
	const set = "\n SET "
	text := header(function)
	for from = 0; ; from += len(set) {
		next := strings.Index(text[from:], set)
		if next < 0 {
			return -1, -1
		}
		from += next
		rest := function.Definition[from+len(set):]
		if strings.HasPrefix(rest, name+" TO ") || strings.HasPrefix(rest, catalog.Ident(name)+" TO ") {
			return from, from + len(set) + strings.Index(text[from+len(set):], "\n")
		}
	}
}

// header returns a definition up to its body, in which each character of a quoted name or string is an x.
func header(function catalog.Function) string {
	definition := strings.TrimSuffix(function.Definition, function.Body)
	var text strings.Builder
	for at := 0; at < len(definition); {
		rest := definition[at:]
		length := 1
		switch c := rest[0]; {
		case c == '"':
			length = quotedLength(rest, c, false)
		case c == '\'':
			length = quotedLength(rest, c, at > 0 && (definition[at-1] == 'E' || definition[at-1] == 'e'))
		case c == '$':
			length = dollarLength(rest)
		case isWordStart(c):
			length = wordLength(rest)
			text.WriteString(rest[:length])
			at += length
			continue
		}
		if length == 1 {
			text.WriteByte(rest[0])
		} else {
			text.WriteString(strings.Repeat("x", length))
		}
		at += length
	}
	return text.String()
}
