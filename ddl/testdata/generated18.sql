-- Virtual columns, alone, inherited and partitioned.
-- from: 18
create table "V ""v""" (a int, b int generated always as (a * 2), "c %" text generated always as ('it''s ' || a) virtual not null, d int generated always as (a + 1) stored);
create table child (z int) inherits ("V ""v""");
alter table "V ""v""" add column e int generated always as (a * 5) virtual;
create table own (a int, b int generated always as (a * 22) virtual, "c %" text generated always as ('own') virtual not null,
  d int generated always as (a) stored, e int generated always as (a) virtual);
alter table own inherit "V ""v""";
alter table child alter b set expression as (a * 7);
create table parted (a int, b int generated always as (a * 2)) partition by list (a);
create table part (b int generated always as (a * 44), a int);
alter table parted attach partition part for values in (1);
create table part_of partition of parted default;
