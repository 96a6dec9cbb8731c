-- Composite types on their own: collations, modifiers, dropped and added attributes, none at all, rows of tables inside.
create schema "Odd ""schema""";
create type empty as ();
create type point_in_time as (at timestamp(0), note varchar(20) collate "C", amount numeric(10, 3));
alter type point_in_time drop attribute note;
alter type point_in_time add attribute "No""te" text[] collate "POSIX";
alter type point_in_time alter attribute amount type numeric(8, 1);
create type "Odd ""schema"""."Comp %osite\" as ("a b" integer, "select" point_in_time, "C" point_in_time[], "
" text);
create table base (id integer, p point_in_time);
create type of_rows as (one base, many base[]);
create table typed of of_rows;
create type "a_composite_type_of_sixty_three_bytes_for_the_name_that_it_has_" as (x interval hour to minute);
create view uses as select (row(1, null, null, null)::"Odd ""schema"""."Comp %osite\")."a b" as a;
