package ddl_test

import (
	"fmt"
	"strings"
	"testing"

	"copydb/catalog"
	"copydb/ddl"
	"copydb/ddl/pgparse"
)

// compared compares the facts of both sides as users do, who have no reference.
func (j *judgement) compared(t *testing.T, source, target *catalog.Facts) {
	t.Helper()
	if found := differences(source, target); len(found) > 0 {
		t.Errorf("the comparison finds differences:\n%s", strings.Join(found, "\n"))
	}
}

// differences compares two databases, and returns a text for each part that differs.
func differences(source, target *catalog.Facts) []string {
	comparison := ddl.Compare(ddl.Describe(source, target.Server, ddl.Options{}), ddl.Describe(target, source.Server, ddl.Options{}),
		pgparse.Equivalent)
	var texts []string
	for _, difference := range comparison.Differences {
		for _, part := range difference.Parts {
			texts = append(texts, fmt.Sprintf("%s, %s, missing=%s\n- %s\n+ %s", difference.Object, part.Name, difference.Missing,
				part.Source, part.Target))
		}
	}
	return texts
}
