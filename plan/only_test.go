package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"copydb/plan"
)

// TestOnly builds plans of parts of a database that has rows of all sorts, and an extension in a schema of the users' own.
func TestOnly(t *testing.T) {
	read := facts(t, `create schema tools; create extension citext with schema tools; create schema other;
		create table other.t (id serial primary key, a tools.citext); create index on other.t (a);
		create materialized view other.v as select count(*) from other.t; select lo_create(7)`)
	kinds := func(only plan.Only) (found []plan.Kind, sql []string) {
		built, err := plan.Build(read, read.Server, plan.Options{Only: only})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[plan.Kind]bool{}
		for _, step := range built.Steps {
			if !seen[step.Kind] {
				seen[step.Kind], found = true, append(found, step.Kind)
			}
			for _, statement := range step.Statements {
				sql = append(sql, statement.SQL)
			}
		}
		return found, sql
	}
	got, _ := kinds(plan.Schema)
	if diff := cmp.Diff([]plan.Kind{plan.PreData, plan.Index, plan.Constraint, plan.PostData}, got); diff != "" {
		t.Errorf("the definitions alone (-want +got):\n%s", diff)
	}
	got, sql := kinds(plan.Extensions)
	if diff := cmp.Diff([]plan.Kind{plan.PreData}, got); diff != "" {
		t.Errorf("the extensions alone (-want +got):\n%s", diff)
	}
	want := []string{`CREATE SCHEMA IF NOT EXISTS "tools"`, `CREATE EXTENSION IF NOT EXISTS "citext" WITH SCHEMA "tools"`}
	if diff := cmp.Diff(want, sql); diff != "" {
		t.Errorf("the extensions alone (-want +got):\n%s", diff)
	}
}
