package pgparse_test

import (
	"testing"

	"copydb/ddl/pgparse"
)

// TestRenameSchemas has a case for each place in which a schema's name stands, and for what looks like one.
func TestRenameSchemas(t *testing.T) {
	to := map[string]string{"shop": "store", "Odd One": `new "name`, "data": "rows"}
	for sql, want := range map[string]string{
		// Before a dot.
		`SELECT o.id, shop.f(o.x), x::shop.status FROM shop.orders o JOIN data.t ON shop.orders.id = t.a`: `SELECT o.id, "store".f(o.x), x::"store".status FROM "store".orders o JOIN "rows".t ON "store".orders.id = t.a`,
		`CREATE INDEX i ON "Odd One".t USING btree (a "Odd One".ops)`:                                     `CREATE INDEX i ON "new ""name".t USING btree (a "new ""name".ops)`,
		`a OPERATOR(shop.+) b`:                  `a OPERATOR("store".+) b`,
		`FOREIGN KEY (a) REFERENCES shop.t(id)`: `FOREIGN KEY (a) REFERENCES "store".t(id)`,
		`SHOP.f(1) + "SHOP".f(1)`:               `"store".f(1) + "SHOP".f(1)`,
		// Not a schema.
		`SELECT shop.id, shop.* FROM shop.orders shop`: `SELECT shop.id, shop.* FROM "store".orders shop`,
		`SELECT a.shop, 'shop.x', t.shop.y -- shop.z`:  `SELECT a.shop, 'shop.x', t.shop.y -- shop.z`,
		`(shop > 1)`: `(shop > 1)`,
		`CREATE TRIGGER x BEFORE UPDATE ON shop.t FOR EACH ROW WHEN (old.a <> new.a) EXECUTE FUNCTION shop.f()`: `CREATE TRIGGER x BEFORE UPDATE ON "store".t FOR EACH ROW WHEN (old.a <> new.a) EXECUTE FUNCTION "store".f()`,
		// Strings that name something.
		`nextval('shop.s'::regclass)`:                        `nextval('"store".s'::regclass)`,
		`'shop.f(shop.t, integer)'::pg_catalog.regprocedure`: `'"store".f("store".t, integer)'::pg_catalog.regprocedure`,
		`'shop'::regnamespace`:                               `'"store"'::regnamespace`,
		`nextval('shop.s') + currval('"Odd One".s')`:         `nextval('"store".s') + currval('"new ""name".s')`,
		`'shop.s'::text`:                                     `'shop.s'::text`,
		// Behind SCHEMA.
		`CREATE SCHEMA IF NOT EXISTS shop`:                                     `CREATE SCHEMA IF NOT EXISTS "store"`,
		`GRANT USAGE ON SCHEMA a, shop, "Odd One" TO shop`:                     `GRANT USAGE ON SCHEMA a, "store", "new ""name" TO shop`,
		`ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO me`: `ALTER DEFAULT PRIVILEGES IN SCHEMA "store" GRANT SELECT ON TABLES TO me`,
		// search_path.
		`ALTER ROLE shop SET search_path TO 'shop', '$user', public, data`: `ALTER ROLE shop SET search_path TO 'store', '$user', public, "rows"`,
		// Bodies.
		"CREATE OR REPLACE FUNCTION shop.f(a integer)\n RETURNS SETOF shop.t\n LANGUAGE sql\n SET search_path TO 'shop'\nAS $function$ select t.* from shop.t where t.a = f.a $function$": "CREATE OR REPLACE FUNCTION \"store\".f(a integer)\n RETURNS SETOF \"store\".t\n LANGUAGE sql\n SET search_path TO 'store'\nAS $function$ select t.* from \"store\".t where t.a = f.a $function$",
		"CREATE PROCEDURE shop.p() LANGUAGE plpgsql AS $p$ declare r record; begin select * into r from shop.t; r.shop := shop.f(r.a); insert into shop.t values (shop.t.a); end $p$":     "CREATE PROCEDURE \"store\".p() LANGUAGE plpgsql AS $p$ declare r record; begin select * into r from \"store\".t; r.shop := \"store\".f(r.a); insert into \"store\".t values (\"store\".t.a); end $p$",
		"CREATE FUNCTION shop.p() RETURNS trigger LANGUAGE plpgsql AS $p$ declare shop shop.t%rowtype; begin shop.a := 1; update shop.t set a = shop.a; return new; end $p$":              "CREATE FUNCTION \"store\".p() RETURNS trigger LANGUAGE plpgsql AS $p$ declare shop shop.t%rowtype; begin shop.a := 1; update \"store\".t set a = shop.a; return new; end $p$",
		"CREATE FUNCTION shop.p() RETURNS text LANGUAGE plpython3u AS $p$ return shop.f $p$":                                                                                              "CREATE FUNCTION \"store\".p() RETURNS text LANGUAGE plpython3u AS $p$ return shop.f $p$",
		// What the grammar does not know.
		`SELECT jt.a FROM shop.t, JSON_TABLE(t.j, '$[*]' COLUMNS (a int PATH '$.a')) jt`: `SELECT jt.a FROM "store".t, JSON_TABLE(t.j, '$[*]' COLUMNS (a int PATH '$.a')) jt`,
	} {
		if got := pgparse.RenameSchemas(sql, to); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", sql, got, want)
		}
	}
	for text, want := range map[string]string{"shop.status[]": `"store".status[]`, `shop shop.t, VARIADIC data.x[]`: `shop "store".t, VARIADIC "rows".x[]`} {
		if got := pgparse.RenameSchemasOfNames(text, to); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}
