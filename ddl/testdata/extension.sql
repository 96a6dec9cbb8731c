-- Extensions in schemas of their own, moved, needing each other, with privileges that differ from their scripts'
-- roles: story alice, "bob"
create schema "Ex t";
create schema moved;
create extension hstore with schema "Ex t";
create extension citext;
alter extension citext set schema moved;
create extension earthdistance with schema "Ex t" cascade;
create extension "uuid-ossp" with schema moved;
create extension pg_stat_statements with schema moved;
create extension file_fdw;
create table uses (h "Ex t".hstore default '', c moved.citext primary key, u uuid default moved.uuid_generate_v4());
create index on uses using gin (h);
create function of_member("Ex t".hstore) returns moved.citext language sql as 'select null::moved.citext';
create server "ser ver" foreign data wrapper file_fdw;
create user mapping for "story alice" server "ser ver";
create foreign table far (a int, b text options (force_not_null 'true')) server "ser ver" options (filename '/nowhere', format 'csv');
revoke select on moved.pg_stat_statements from public;
grant select on moved.pg_stat_statements to "story alice" with grant option;
revoke execute on function moved.uuid_generate_v4() from public;
grant execute on function moved.uuid_generate_v4() to """bob""";
grant usage on type "Ex t".hstore to "story alice";
grant usage on foreign data wrapper file_fdw to "story alice";
comment on extension hstore is 'our own words';
