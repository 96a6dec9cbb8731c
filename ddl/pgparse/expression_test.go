package pgparse_test

import (
	"errors"
	"strings"
	"testing"

	"copydb/ddl/pgparse"
)

func TestVersion(t *testing.T) {
	if got, want := pgparse.Version(), "PostgreSQL 16"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestBooleanExpressionTakes(t *testing.T) {
	for _, text := range []string{
		"true",
		"id > 100",
		"  id > 100 -- the new ones",
		"/* why */ id > 100",
		"(a or b) and (c or d)",
		"a or b",
		"not deleted and created_at >= '2024-01-01'::timestamptz",
		`"order"."select" = 'it''s; drop table x'`,
		"name = $$a) or (b$$",
		"country in (select code from public.country where active)",
		"exists (select 1 from t order by x limit 1)",
		"name ~* '^a' and payload @> '{\"a\": 1}'",
		"payload ? 'a'",
		"lower(name) = any (array['a', 'b'])",
		"case when a then b else c end",
		"tenant = 'größe'",
	} {
		if err := pgparse.BooleanExpression(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestBooleanExpressionRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":                    "",
		"blanks":                     "  \n",
		"a comment":                  "-- true",
		"a second statement":         "true; drop table t",
		"an end":                     "true;",
		"parentheses left":           "a) or (b",
		"a union through a gap":      "true) union select (1",
		"a statement through a gap":  "true); drop table t; select (1",
		"a union":                    "true union select 1",
		"an order":                   "true order by 1",
		"a limit":                    "true limit 1",
		"a group":                    "true group by 1",
		"a having":                   "true having true",
		"a window":                   "true window w as ()",
		"a lock":                     "true for update",
		"a list":                     "a, b",
		"a name":                     "a as b",
		"an open string":             "a = 'b",
		"an open comment":            "true /*",
		"an open parenthesis":        "(true",
		"a comment that hides a gap": "true --)\n) or (true",
		"a parameter":                "id = $1",
		"a parameter inside":         "id in (select x from t where y = $2)",
		"a zero byte":                "true\x00",
		"bad bytes":                  "a = '\xff'",
		"a statement":                "select true",
		"an assignment":              "a := b",
	} {
		if err := pgparse.BooleanExpression(text); !errors.Is(err, pgparse.ErrNotExpression) {
			t.Errorf("%s: %s: got %v, want ErrNotExpression", name, text, err)
		}
	}
}

func TestBooleanExpressionSaysWhere(t *testing.T) {
	for text, want := range map[string]int{
		"a ==":           5,
		"größe = = 1":    9,
		"a union b":      9,
		"true where b":   6,
		"a = 'b":         5,
		"true limit 1 x": 14,
	} {
		var failure *pgparse.SyntaxError
		if err := pgparse.BooleanExpression(text); !errors.As(err, &failure) {
			t.Errorf("%s: got %v, want a SyntaxError", text, err)
		} else if failure.Position != want {
			t.Errorf("%s: got character %d (%v), want %d", text, failure.Position, err, want)
		}
	}
}

// FuzzBooleanExpression checks what a refused text must not do: pass, and hold more than one statement behind a WHERE.
func FuzzBooleanExpression(f *testing.F) {
	for _, seed := range []string{"true", "a) or (b", "true; drop table t", "a = 'b' -- c", "$$;$$ = ''", "a union select 1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if pgparse.BooleanExpression(text) != nil {
			return
		}
		// What passed can be said to be false, and nothing else changes.
		for _, around := range []string{"not (" + text + "\n)", "(" + text + "\n) and false", "((" + text + "\n))"} {
			if err := pgparse.BooleanExpression(around); err != nil {
				t.Errorf("%q passes, %q does not: %v", text, around, err)
			}
		}
		if strings.TrimSpace(text) == "" {
			t.Errorf("%q passes", text)
		}
	})
}
