-- Owners of every kind of object
-- roles: story alice, "bob"
create schema "O w";
grant create, usage on schema "O w" to "story alice", """bob""";
create table "O w"."ta ble" (id serial primary key, at int generated always as identity, v text);
create sequence "O w".owned owned by "O w"."ta ble".v;
create sequence "O w".free;
create view "O w".vw as select 1 as x;
create type "O w".enu as enum ('a');
create type "O w".comp as (a int);
create type "O w".rng as range (subtype = int4);
create type "O w".shell;
create domain "O w".dom as int check (value > 0);
create function "O w"."f n"(a int, "b c" text) returns int language sql as 'select 1';
create procedure "O w".pr(a int) language sql as '';
create aggregate "O w".agg(*) (sfunc = pg_catalog.int8inc, stype = int8, initcond = '0');
create operator "O w".@#@ (leftarg = int, rightarg = text, function = "O w"."f n");
create function "O w".prefix(int) returns int language sql as 'select 1';
create operator "O w".!@# (rightarg = int, function = "O w".prefix);
create operator family "O w"."f am" using btree;
create operator family "O w".hf using hash;
create operator class "O w".cls for type int using hash family "O w".hf as operator 1 pg_catalog.=, function 1 pg_catalog.hashint4(int);
create collation "O w".col from "C";
create conversion "O w".conv for 'LATIN1' to 'UTF8' from pg_catalog.iso8859_1_to_utf8;
create text search dictionary "O w".dict (template = pg_catalog.simple);
create text search configuration "O w"."c fg" (parser = pg_catalog.default);
create statistics "O w".stat on id, v from "O w"."ta ble";
create language "la ng" handler pg_catalog.plpgsql_call_handler;
create publication "pu b" for table "O w"."ta ble";
create function "O w".ev() returns event_trigger language plpgsql as 'begin end';
create event trigger "e v" on ddl_command_end execute function "O w".ev();

alter table "O w"."ta ble" owner to "story alice";
alter sequence "O w".free owner to """bob""";
alter view "O w".vw owner to "story alice";
alter type "O w".enu owner to "story alice";
alter type "O w".comp owner to "story alice";
alter type "O w".rng owner to "story alice";
alter type "O w".shell owner to "story alice";
alter domain "O w".dom owner to """bob""";
alter function "O w"."f n" owner to "story alice";
alter procedure "O w".pr owner to "story alice";
alter aggregate "O w".agg(*) owner to """bob""";
alter operator "O w".@#@ (int, text) owner to "story alice";
alter operator "O w".!@# (none, int) owner to """bob""";
alter operator family "O w"."f am" using btree owner to "story alice";
alter operator class "O w".cls using hash owner to "story alice";
alter operator family "O w".hf using hash owner to """bob""";
alter collation "O w".col owner to "story alice";
alter conversion "O w".conv owner to "story alice";
alter text search dictionary "O w".dict owner to "story alice";
alter text search configuration "O w"."c fg" owner to "story alice";
alter statistics "O w".stat owner to """bob""";
alter language "la ng" owner to "story alice";
alter publication "pu b" owner to "story alice";


alter schema "O w" owner to "story alice";
