-- Partitions: every kind of bound and key, columns in other orders, partitions of partitions.
create schema "Part ""s""";
create table "Part ""s"""."by % range" (id int not null, placed date not null default '2024-02-29', region text collate "C", note text default 'none', constraint "id > 0" check (id > 0))
  partition by range (placed, id);
create table "Part ""s"""."first" partition of "Part ""s"""."by % range" for values from (minvalue, minvalue) to ('2024-01-01', 5);
create table "Part ""s""".second (note text, id int not null check (id < 1000), placed date not null, extra int, region text collate "C", constraint "id > 0" check (id > 0));
alter table "Part ""s""".second drop column extra;
alter table "Part ""s"""."by % range" attach partition "Part ""s""".second for values from ('2024-01-01', 5) to ('2024-06-01', maxvalue);
create table public."rest" partition of "Part ""s"""."by % range" default partition by list (region);
create table public.rest_nulls partition of public."rest" for values in (null, 'it''s', 'b\c');
create table public.rest_rest partition of public."rest" default with (fillfactor = 50);
alter table public.rest_rest alter note drop default, alter note set storage external;
alter table public.rest_nulls alter note set default 'other';
-- Hash, expressions, operator classes, collations.
create table hashed (a int, b text) partition by hash (a, b text_pattern_ops);
create table hashed_0 partition of hashed for values with (modulus 2, remainder 0);
create table hashed_1 (b text, a int);
alter table hashed attach partition hashed_1 for values with (modulus 2, remainder 1);
create table expressed (a int, b text, c text) partition by range ((a % 10), lower(b) collate "C" text_pattern_ops, c collate "POSIX");
create table expressed_1 partition of expressed for values from (0, 'a', minvalue) to (5, maxvalue, maxvalue);
create table listed (a int, b boolean) partition by list (b);
create table listed_true partition of listed for values in (true);
create type color as enum ('red', 'green');
create table colored (c color, id int generated always as identity) partition by list (c);
create table colored_red partition of colored for values in ('red');
create table stamped (at timestamptz default now()) partition by range (at);
create table stamped_1 partition of stamped for values from ('2024-01-01 00:00+00') to ('2025-01-01 00:00+00');
-- Constraints of parents and partitions, later columns, detached ones.
alter table "Part ""s"""."by % range" add column late int default 3 check (late <> 4);
alter table "Part ""s"""."by % range" add constraint "lax %" check (id <> 77) not valid;
create table detached partition of listed for values in (false);
alter table listed detach partition detached;
create table childless (a int) partition by range (a);
create unlogged table unlogged_partition (a int);
alter table childless attach partition unlogged_partition for values from (1) to (2);
