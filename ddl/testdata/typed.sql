-- Typed tables, and tables of other tables' row types.
create type "Pair ""p""" as (a int, "b ""b""" text collate "C", c numeric(5,1));
create table plain of "Pair ""p""";
create table dressed of "Pair ""p""" (a with options primary key default 5, "b ""b""" not null default 'x', check (c > 0));
create table became (a int, "b ""b""" text collate "C", c numeric(5,1));
alter table became of "Pair ""p""";
alter type "Pair ""p""" add attribute d int cascade;
alter type "Pair ""p""" drop attribute c cascade;
create table partitioned of "Pair ""p""" partition by list (a);
create table heir (z int) inherits (plain);
create table row_of_table (p dressed, ps dressed[]);
