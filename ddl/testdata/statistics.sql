-- Extended statistics over columns.
create schema "St at";
create table "St at"."T ""%"" \" (a int, "b, c" text, d numeric);
create statistics "St at"."All of ""it""" on a, "b, c", d from "St at"."T ""%"" \";
create statistics "elsewhere; %s \" (ndistinct, mcv) on "b, c", a from "St at"."T ""%"" \";
create statistics some_more (dependencies) on d, a from "St at"."T ""%"" \";
alter statistics some_more set statistics 300;
alter statistics "St at"."All of ""it""" set statistics 0;
comment on statistics some_more is 'what depends on what';
create table parts (a int, b int) partition by list (a);
create table part_1 partition of parts for values in (1);
create statistics on_parts on a, b from parts;
create statistics on_part (mcv) on a, b from part_1;
create materialized view seen as select a, b from parts;
create statistics on_seen on a, b from seen;
