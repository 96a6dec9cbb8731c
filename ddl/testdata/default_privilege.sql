-- Default privileges of roles and in schemas, for every kind: given, passed on, taken away
-- roles: story alice, "bob"
create schema "De f";
alter default privileges for role "story alice" grant select, insert on tables to """bob""" with grant option;
alter default privileges for role "story alice" in schema "De f" grant update on tables to public;
alter default privileges for role "story alice" revoke all on sequences from "story alice";
alter default privileges in schema "De f" grant usage on sequences to """bob""";
alter default privileges revoke execute on functions from public;
alter default privileges in schema "De f" grant execute on routines to "story alice";
alter default privileges for role """bob""" revoke usage on types from public;
alter default privileges for role """bob""" grant usage on types to "story alice" with grant option;
alter default privileges grant create, usage on schemas to "story alice", """bob""";
create table "De f".made (a int);
create function "De f".made(int) returns int language sql as 'select 1';
