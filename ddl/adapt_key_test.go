package ddl_test

import (
	"testing"
)

// keyAdaptations are those of indexes, constraints, triggers and the like.
var keyAdaptations = []adaptation{
	{
		title: "keys in which NULLs are equal", from: 15, to: 14,
		script: `create table t (a int, b int, c text, constraint once unique nulls not distinct (a) with (fillfactor = 70),
				constraint later unique nulls not distinct (b, a) deferrable);
			create unique index "i ""NULLS NOT DISTINCT""" on t (a) include (b) nulls not distinct where c <> ' NULLS NOT DISTINCT';
			comment on constraint once on t is 'stays'`,
		losses: []string{`index public.i "NULLS NOT DISTINCT"`, "index public.later", "index public.once"},
		query:  "select pg_get_indexdef(indexrelid) from pg_index where indrelid = 't'::regclass order by 1",
		want: `CREATE UNIQUE INDEX "i ""NULLS NOT DISTINCT""" ON public.t USING btree (a) INCLUDE (b) WHERE (c <> ' NULLS NOT DISTINCT'::text)` + "\n" +
			"CREATE UNIQUE INDEX later ON public.t USING btree (b, a)\n" +
			"CREATE UNIQUE INDEX once ON public.t USING btree (a) WITH (fillfactor='70')",
	},
	{
		title: "a partitioned key in which NULLs are equal", from: 15, to: 13,
		script: `create table t (a int, constraint once unique nulls not distinct (a)) partition by list (a); create table t1 partition of t default`,
		losses: []string{"constraint once on public.t", "index public.t1_a_key"},
		query:  "select conname, conrelid::regclass, pg_get_constraintdef(oid), coninhcount from pg_constraint where contype = 'u' and oid >= 16384 order by 1",
		want:   "once t UNIQUE (a) 0\nt1_a_key t1 UNIQUE (a) 1",
	},
	{
		title: "foreign keys that set some columns", from: 15, to: 14,
		script: `create table p (a int, b int, primary key (a, b));
			create table f (a int, "on" int, c int default 1,
				constraint f1 foreign key (a, "on") references p on delete set null ("on") on update cascade deferrable initially deferred,
				constraint f2 foreign key (a, c) references p on delete set default (c, a))`,
		losses: []string{"constraint f1 on public.f", "constraint f2 on public.f"},
		query:  "select pg_get_constraintdef(oid) from pg_constraint where conrelid = 'f'::regclass order by conname",
		want: `FOREIGN KEY (a, "on") REFERENCES p(a, b) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED` + "\n" +
			"FOREIGN KEY (a, c) REFERENCES p(a, b)",
	},
	{
		title: "periods", from: 18, to: 17,
		script: `create table rooms (room int4range, during daterange, note text, constraint rooms_key primary key (room, during without overlaps));
			create table bookings (room int4range, during daterange, constraint f foreign key (room, period during) references rooms);
			alter table rooms cluster on rooms_key; comment on constraint f on bookings is 'lost'; comment on index rooms_key is 'lost';
			alter table rooms replica identity using index rooms_key`,
		losses: []string{"comment on constraint f on public.bookings", "constraint f on public.bookings", "constraint rooms_key on public.rooms"},
		query:  "select count(*) from pg_constraint where conrelid in ('rooms'::regclass, 'bookings'::regclass)",
		want:   "0",
	},
	{
		title: "foreign keys that are not enforced or not valid", from: 18, to: 17,
		script: `create table p (a int primary key);
			create table f (a int constraint never references p not enforced, b int constraint always references p);
			create table parts (a int, b int) partition by list (a); create table part_1 partition of parts default;
			alter table parts add constraint later foreign key (a) references p not valid;
			alter table parts add constraint at_once foreign key (b) references p;
			alter table part_1 validate constraint later`,
		rows:   "insert into f (a) values (13); insert into parts values (13)",
		losses: []string{"constraint later on public.part_1", "constraint later on public.parts", "constraint never on public.f"},
		query:  "select conname from pg_constraint where contype = 'f' and conparentid = 0 order by 1",
		want:   "always\nat_once",
	},
	{
		title: "exclusion on a partitioned table", from: 17, to: 16,
		script: `create table t (a int, b int4range, constraint once exclude using btree (a with =)) partition by list (a);
			create table t1 partition of t default; alter table t1 add constraint apart exclude using gist (b with &&)`,
		losses: []string{"constraint once on public.t", "constraint t1_a_excl on public.t1"},
		query:  "select conname, conrelid::regclass from pg_constraint where contype = 'x' order by 1",
		want:   "apart t1\nt1_a_excl t1",
	},
	{
		title: "operator classes, includes and expressions of 14", from: 14, to: 13,
		script: `create table t (a int, b text, p point); create index ranges on t using brin (a int4_minmax_multi_ops);
			create index filter on t using brin (b text_bloom_ops); create index one_range on t using brin (a);
			create index quad on t using spgist (p) include (a); create statistics on_both on (a + 1), b from t;
			create statistics on_columns on a, b from t; comment on statistics on_both is 'lost'; comment on index quad is 'lost'`,
		losses: []string{"index public.filter", "index public.quad", "index public.ranges", "statistics public.on_both"},
		query: `select indexrelid::regclass::text from pg_index where indrelid = 't'::regclass
			union all select stxname from pg_statistic_ext order by 1`,
		want: "on_columns\none_range",
	},
	{
		title: "invalid index", from: 18, to: 18,
		script: `create table t (a int); create index broken on t (a); create index whole on t (a);
			create table p (a int) partition by list (a); create table p1 partition of p default; create index p_a on p (a);
			update pg_index set indisvalid = false where indexrelid in ('broken'::regclass, 'p1_a_idx'::regclass)`,
		losses: []string{"index public.broken", "index public.p1_a_idx", "index public.p_a"},
		query:  "select relname, indisvalid from pg_index join pg_class on oid = indexrelid where oid >= 16384 order by 1",
		want:   "p_a f\nwhole t",
	},
	{
		title: "renamed trigger of a partitioned table", from: 13, to: 18,
		script: `create function f() returns trigger language plpgsql as 'begin return new; end';
			create table p (a int) partition by list (a); create table p1 partition of p for values in (1); create table p2 partition of p default;
			create trigger old_name after insert on p for each row execute function f(); alter trigger old_name on p rename to new_name;
			alter table p1 disable trigger old_name; comment on trigger old_name on p1 is 'lost';
			create trigger new_name after insert on p2 for each row execute function f()`,
		losses: []string{"trigger new_name on public.p2", "trigger old_name on public.p1", "trigger old_name on public.p2"},
		query:  "select tgrelid::regclass, tgname, tgenabled from pg_trigger order by tgrelid::regclass::text",
		want:   "p new_name O\np1 new_name D\np2 new_name O",
	},
	{
		title: "some triggers of constraints disabled", from: 18, to: 18,
		script: `create table p (a int primary key); create table f (a int references p, b int references p);
			update pg_trigger set tgenabled = 'D' where oid = (select min(oid) from pg_trigger where tgrelid = 'f'::regclass)`,
		losses: []string{"constraint triggers of public.f"},
		query:  "select count(*) from pg_trigger where tgenabled <> 'O'",
		want:   "0",
	},
	{
		title: "triggers of constraints of a partitioned table disabled", from: 15, to: 14,
		script: `create table p (a int primary key); create table f (a int references p) partition by list (a); create table f1 partition of f default;
			alter table f disable trigger all`,
		losses: []string{"constraint triggers of public.f"},
		query:  "select tgrelid::regclass, tgenabled from pg_trigger where tgrelid::regclass::text like 'f%' group by 1, 2 order by tgrelid::regclass::text",
		want:   "f1 D",
	},
	{
		title: "versions of columns, which servers keep for themselves among the options", from: 18, to: 18,
		script: `create table t (a int, b int); alter table t alter b set (n_distinct = 5); create view v as select * from t;
			update pg_attribute set attoptions = array['pg_attver=4711'] || coalesce(attoptions, '{}')
			where attrelid in ('t'::regclass, 'v'::regclass) and attnum > 0`,
		query: "select attname, attoptions from pg_attribute where attrelid = 't'::regclass and attnum > 0 order by 1",
		want:  "a NULL\nb {n_distinct=5}",
	},
	{
		title: "replica identity by an index that is gone", from: 18, to: 18,
		script: `create table t (a int not null); create unique index i on t (a); alter table t replica identity using index i; drop index i`,
		losses: []string{"table public.t"},
		query:  "select relreplident from pg_class where relname = 't'",
		want:   "d",
	},
}

func TestKeyAdaptations(t *testing.T) {
	checkAll(t, keyAdaptations)
}
