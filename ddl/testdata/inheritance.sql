-- Inheritance, and the physical order of inherited columns.
create table grandparent (a int not null default 1, b text check (b <> ''));
create table parent (c int default 3) inherits (grandparent);
create table child (d int, a int default 2) inherits (parent);
-- Columns that came to the parents later.
alter table grandparent add column late text default 'late', add column later int check (later > 0);
alter table parent add column e int not null default 5;
alter table child add column own text;
alter table grandparent add column "very ""late""" numeric(6,2);
-- NOT NULL of a parent's parent, where no column came later.
create table eldest (a int not null, b text);
create table middle (c int not null, a int) inherits (eldest);
create table youngest (d int) inherits (middle);
create table youngest_of_two () inherits (middle, eldest);
alter table youngest alter b set not null;
-- Told its parent later, in another order.
create table adopted (y int, later int check (later > 0), "very ""late""" numeric(6,2), b text, late text, a int not null, own int, constraint grandparent_b_check check (b <> ''));
alter table adopted rename constraint adopted_later_check to grandparent_later_check;
alter table adopted inherit grandparent;
-- Adopted, and then the parent grew.
create table foster (x int, y text);
create table fostered (y text, x int, z int);
alter table fostered inherit foster;
alter table foster add column w int default 9 constraint "w %" check (w > 0 or x > 0);
-- Several parents: merged columns, order of parents.
create table p1 (id int, n text, x int);
create table p2 (n text, id int, y int default 7);
create table merged (z int, id int) inherits (p2, p1);
alter table p1 add column extra int;
alter table p2 add column extra int;
create table merged_twice () inherits (p1, merged);
-- Left by a parent, with what was inherited staying.
create table left_behind () inherits (p1, p2);
alter table left_behind no inherit p1;
-- Dropped and added again.
create table again (a int, b int, c int);
create table again_child (d int) inherits (again);
alter table again drop column b;
alter table again add column b int;
-- Local and inherited at once.
create table both_ways (a int, b int);
create table both_ways_child (b int, a int) inherits (both_ways);
alter table both_ways add constraint both_check check (a <> b);
alter table both_ways_child add constraint both_check check (a <> b);
alter table both_ways add column c int;
-- Defaults that differ from the parents'.
create table defaults (a int default 1, b int default 2, c int, d text default 'x');
create table defaults_child () inherits (defaults);
alter table defaults_child alter a drop default, alter b set default 22, alter c set default 3;
create table defaults_grandchild () inherits (defaults_child);
create table defaults_conflict (a int default 9);
create table defaults_two_parents (a int default 0) inherits (defaults, defaults_conflict);
alter table defaults_two_parents alter a drop default;
-- Storage of a child that differs from its parent's.
create table stored (a text, b text);
create table stored_child () inherits (stored);
alter table only stored alter a set storage external;
alter table stored_child alter b set storage main, alter b set statistics 7;
create table stored_late () inherits (stored);
-- No columns at all, checks that are not inherited.
create table empty_parent ();
create table empty_child () inherits (empty_parent);
create table no_inherit (a int constraint only_here check (a > 0) no inherit);
create table no_inherit_child (constraint only_here check (a < 10)) inherits (no_inherit);
-- Not valid, above and below.
create table lax (a int);
create table lax_child () inherits (lax);
alter table lax add constraint lax_check check (a > 0) not valid;
alter table lax_child validate constraint lax_check;
