-- Generated columns, alone, inherited and partitioned.
create table g (a int, b int generated always as (a * 2) stored, "c ""%""" text generated always as ('it''s ' || a::text) stored not null);
create table before (twice int generated always as (base * 2) stored, base int not null);
create table g_child () inherits (g);
create table g_added (a int);
alter table g_added add column b int generated always as (a + 1) stored, add column c int;
create table g_parent (a int, b int generated always as (a * 2) stored);
create table g_late (x int) inherits (g_parent);
alter table g_parent add column c int generated always as (a * 3) stored;
create table g_joined (b int generated always as (a * 2) stored, c int generated always as (a * 3) stored, a int);
alter table g_joined inherit g_parent;
create table g_dropped (a int, b int generated always as (a * 2) stored);
alter table g_dropped alter b drop expression;
create table g_part (a int, b int generated always as (a * 2) stored) partition by range (a);
create table g_part_1 (b int generated always as (a * 2) stored, a int not null);
alter table g_part attach partition g_part_1 for values from (0) to (10);
create table g_part_2 partition of g_part for values from (10) to (20);
