package catalog_test

import (
	"strings"
	"testing"

	"copydb/catalog/pgtest"
)

// TestBinarySafeColumns looks at one column of each sort of type; the columns' names say what is expected.
func TestBinarySafeColumns(t *testing.T) {
	const script = `
		create extension citext; create extension hstore; create extension ltree;
		create type mood as enum ('sad'); create type pair as (a int, b text);
		create domain positive as int check (value > 0); create domain more as positive; create domain moods as mood;
		create domain pairs as pair; create domain ints as int[]; create domain classes as regclass;
		create type floats as range (subtype = float8); create type moodrange as range (subtype = mood);
		create table elsewhere (a int);
		create table t (
			safe_int int, safe_text varchar(5), safe_numeric numeric(8,2), safe_time timestamptz, safe_json jsonb, safe_uuid uuid,
			safe_bytes bytea, safe_interval interval, safe_inet inet, safe_point point, safe_xml xml, safe_tsvector tsvector,
			safe_char "char", safe_name name, safe_oid oid, safe_vector oidvector, safe_money money, safe_bits bit varying,
			safe_ints int[], safe_texts text[][], safe_points point[], safe_range int4range, safe_floats floats,
			safe_mood mood, safe_positive positive, safe_more more, safe_moods moods, safe_intdomain ints,
			safe_citext citext, safe_hstore hstore,
			text_class regclass, text_procedure regprocedure, text_role regrole, text_classes regclass[], text_classdomain classes,
			text_acl aclitem, text_pair pair, text_row elsewhere, text_moodarray mood[], text_pairarray pair[],
			text_positives positive[], text_ranges int4range[], text_floatranges floats[], text_moodrange moodrange,
			text_pairs pairs, text_catalog pg_class, text_ltree ltree, text_citexts citext[])`
	for _, major := range []int{pgtest.Oldest, pgtest.Newest} {
		facts := readFacts(t, pgtest.Start(t, major).Database(t, script))
		seen := 0
		for _, column := range facts.Columns {
			if strings.Contains(column.Name, "_") {
				seen++
				if want := strings.HasSuffix(column.Name, "interval"); column.Intervals != want {
					t.Errorf("PostgreSQL %d: column %s of type %s holds intervals: %v", major, column.Name, column.Type, column.Intervals)
				}
				if want := strings.HasPrefix(column.Name, "safe_"); column.BinarySafe != want {
					t.Errorf("PostgreSQL %d: column %s of type %s is binary safe: %v", major, column.Name, column.Type, column.BinarySafe)
				}
			}
		}
		if seen != 48 {
			t.Errorf("PostgreSQL %d: looked at %d columns", major, seen)
		}
	}
}

// TestTableBytes tells sizes before anything has been counted, and after.
func TestTableBytes(t *testing.T) {
	const script = `
		create table empty (a int);
		create table small (a int); insert into small values (1);
		create table toasted (a text); alter table toasted alter a set storage external;
		insert into toasted select repeat(md5(i::text), 1000) from generate_series(1, 100) i;
		create table parted (a int) partition by list (a); create table part partition of parted default;
		insert into parted values (1)`
	server := pgtest.Start(t, pgtest.Newest)
	url := server.Database(t, script)
	for _, counted := range []bool{false, true} {
		if counted {
			pgtest.Exec(t, url, "vacuum analyze")
		}
		bytes := map[string]int64{}
		for _, table := range readFacts(t, url).Tables {
			bytes[table.Name.Name] = table.Bytes
		}
		want := map[string][2]int64{ // from, to
			"empty": {0, 0}, "small": {8192, 8192}, "toasted": {3_200_000, 3_600_000}, "parted": {0, 0}, "part": {8192, 8192},
		}
		for name, limits := range want {
			if bytes[name] < limits[0] || bytes[name] > limits[1] {
				t.Errorf("counted %v: table %s has %d bytes, want %d to %d", counted, name, bytes[name], limits[0], limits[1])
			}
		}
	}
}
