package filter

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/xrash/smetrics"

	"copydb/catalog"
)

// find returns the places of the names, of objects in schemas, that a pattern matches, and tells of a pattern that matches
// none.
func (c *chooser) find(option string, pattern Pattern, names []catalog.Name) []int {
	return c.findBy(option, pattern, names, true, c.visibility(names))
}

// findBare does so for objects that are in no schema.
func (c *chooser) findBare(option string, pattern Pattern, names []catalog.Name) []int {
	return c.findBy(option, pattern, names, false, func(catalog.Name) bool { return true })
}

func (c *chooser) findBy(option string, pattern Pattern, names []catalog.Name, qualified bool, visible func(catalog.Name) bool) []int {
	m, err := pattern.compile(qualified)
	if err != nil {
		panic("BUG: a filter that was not validated: " + err.Error())
	}
	var found []int
	for at, name := range names {
		if m.matches(name, visible) {
			found = append(found, at)
		}
	}
	if len(found) == 0 {
		c.vain(option, pattern, "it matches nothing", near(pattern.Text, names))
	}
	return found
}

// vain notes a pattern that has no effect.
func (c *chooser) vain(option string, pattern Pattern, problem string, near []string) {
	c.choice.Unmatched = append(c.choice.Unmatched, Unmatched{Option: option, Pattern: pattern.String(), Problem: problem, Near: near})
}

// tellVain tells of patterns whose tables are out all the same.
func (c *chooser) tellVain() {
	for _, chosen := range c.chosen {
		in := func(id catalog.ID) bool { return !c.closure.isOut(id) }
		if len(chosen.found) == 0 || slices.ContainsFunc(chosen.found, in) {
			continue
		}
		id := chosen.found[0]
		why := c.closure.out[id]
		reason := why.asked
		if reason == "" {
			reason = "it needs " + c.closure.label(why.needs)
		}
		c.vain("include-table", chosen.pattern, fmt.Sprintf("%s is left out all the same: %s", c.closure.label(id), reason), nil)
	}
}

// visibility tells which names can do without their schema: those that a session finds first in its search_path.
func (c *chooser) visibility(names []catalog.Name) func(catalog.Name) bool {
	first := map[string]string{}
	for _, schema := range slices.Backward(c.path) {
		for _, name := range names {
			if name.Schema == schema {
				first[name.Name] = schema
			}
		}
	}
	return func(name catalog.Name) bool { return first[name.Name] == name.Schema }
}

// searchPath returns the schemas of the search_path that the role's sessions begin with.
func searchPath(server catalog.Server) []string {
	var path []string
	for _, name := range catalog.SplitNames(server.SearchPath) {
		if name == "$user" {
			name = server.Role
		}
		path = append(path, name)
	}
	return path
}

// near returns names that look like a pattern, the most alike first.
func near(text string, names []catalog.Name) []string {
	const shown = 3
	plain := strings.ToLower(strings.ReplaceAll(text, `"`, ""))
	type candidate struct {
		name     string
		distance int
	}
	var candidates []candidate
	for _, name := range names {
		full := strings.TrimPrefix(name.Plain(), ".")
		compared := full
		if !strings.Contains(plain, ".") {
			compared = name.Name
		}
		distance := smetrics.WagnerFischer(plain, strings.ToLower(compared), 1, 1, 1)
		if distance <= 1+len(plain)/4 {
			candidates = append(candidates, candidate{full, distance})
		}
	}
	slices.SortStableFunc(candidates, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.name, b.name))
	})
	var found []string
	for _, candidate := range candidates[:min(shown, len(candidates))] {
		found = append(found, candidate.name)
	}
	return found
}
