-- Access lists of every kind of object, with grant options, chains of grantors, and owners without privileges
-- roles: story alice, "bob", story_carol
create schema "P v";
grant usage on schema "P v" to "story alice", """bob""" with grant option;
create table "P v"."ta ble" ("i d" int, b text, c int);
create table "P v".untouched (a int);
create sequence "P v".sq;
create table "P v".serial_owner (id serial, at int generated always as identity);
create view "P v".vw as select * from "P v"."ta ble";
create type "P v".enu as enum ('a');
create type "P v".comp as (a int);
create type "P v".rng as range (subtype = int4);
create domain "P v".dom as int;
create function "P v".fn(a int, out b int, variadic c text[]) language sql as 'select 1';
create function "P v".fn() returns int language sql as 'select 1';
create procedure "P v".pr(a int, inout b text) language plpgsql as 'begin end';
create aggregate "P v".agg(*) (sfunc = pg_catalog.int8inc, stype = int8, initcond = '0');
create aggregate "P v".ord(float8 order by anyelement)
  (sfunc = pg_catalog.ordered_set_transition, stype = internal, finalfunc = pg_catalog.percentile_disc_final, finalfunc_extra);

grant select, insert on "P v"."ta ble" to "story alice" with grant option;
grant update on "P v"."ta ble" to "story alice", public;
grant select ("i d"), update ("i d", b) on "P v"."ta ble" to """bob""" with grant option;
grant references (b) on "P v"."ta ble" to public;
grant select (ctid) on "P v"."ta ble" to story_carol;
set role "story alice";
grant select on "P v"."ta ble" to """bob""" with grant option;
grant insert (c) on "P v"."ta ble" to story_carol;
set role """bob""";
grant select on "P v"."ta ble" to public, story_carol;
grant update (b) on "P v"."ta ble" to story_carol;
reset role;
grant usage on sequence "P v".sq to """bob""", public;
grant select on sequence "P v".serial_owner_id_seq, "P v".serial_owner_at_seq to """bob""";
alter table "P v".serial_owner owner to "story alice";
grant select on "P v".vw to "story alice";
revoke all on type "P v".enu from public;
grant usage on type "P v".comp to """bob""" with grant option;
revoke usage on type "P v".rng from public;
revoke usage on domain "P v".dom from public, postgres;
grant usage on type "P v"."ta ble" to """bob""" with grant option;
revoke execute on function "P v".fn(int, text[]) from public;
grant execute on function "P v".fn() to "story alice" with grant option;
revoke execute on procedure "P v".pr from public;
grant execute on procedure "P v".pr(int, text) to """bob""";
revoke all on function "P v".agg() from public;
grant execute on function "P v".ord(float8, anyelement) to """bob""";
revoke execute on function "P v".rng(int, int) from public;
revoke usage on language plpgsql from public;
grant usage on language plpgsql to "story alice";

-- What initdb made, changed by hand.
revoke execute on function pg_catalog.pg_ls_dir(text) from postgres;
grant execute on function pg_catalog.pg_read_file(text) to """bob""" with grant option;
revoke select on pg_catalog.pg_proc from public;
grant select (rolname, rolsuper) on pg_catalog.pg_authid to "story alice";
revoke usage on type pg_catalog.int4, pg_catalog.xml from public;
grant create on schema pg_catalog to """bob""";
