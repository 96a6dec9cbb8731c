-- Foreign-data wrappers, servers, user mappings and tables, as partitions and heirs too
-- roles: story alice, "bob"
create schema "F d";
create foreign data wrapper "dum my" options (debug 'true', "up Per" 'it''s = a \ "value"');
create foreign data wrapper validated validator pg_catalog.postgresql_fdw_validator;
create server bare foreign data wrapper "dum my";
create server "ser ver" type 'ty''pe' version '1.0' foreign data wrapper "dum my" options (host 'h', "x.y" 'a=b');
create server with_validator foreign data wrapper validated options (host 'localhost', dbname 'd');
create user mapping for public server bare;
create user mapping for "story alice" server "ser ver" options (password 'secret''s', "user" 'u');
create user mapping for current_user server "ser ver" options (password E'\\');
create foreign table "F d"."ta ble" (
  id int options (column_name 'ID', "o dd" 'x') not null,
  name text collate "C" default 'x' check (name <> ''),
  constraint "che ck" check (id > 0) no inherit
) server "ser ver" options (table_name 'T''s', "schema" 's');
alter foreign table "F d"."ta ble" alter column name set statistics 10, alter column name set (n_distinct = 5),
  alter column name set storage external;
create table "F d".parted (id int, at date) partition by range (id);
create foreign table "F d".part1 partition of "F d".parted for values from (1) to (10) server bare options (a 'b');
create foreign table "F d".part2 (at date options (x 'y'), gone int, id int) server bare;
alter foreign table "F d".part2 drop column gone;
alter table "F d".parted attach partition "F d".part2 default;
create table "F d".parent (id int not null, check (id > 5));
create foreign table "F d".heir (extra text) inherits ("F d".parent) server bare;
create view "F d".over as select * from "F d"."ta ble";
create function "F d".noted() returns trigger language plpgsql as 'begin return new; end';
create trigger "no ted" before insert on "F d"."ta ble" for each row execute function "F d".noted();
alter foreign data wrapper validated owner to postgres;
alter server bare owner to "story alice";
alter foreign table "F d".heir owner to "story alice";
grant usage on foreign data wrapper "dum my" to "story alice" with grant option;
grant usage on foreign server "ser ver" to """bob""", public;
grant select on "F d"."ta ble" to "story alice";
grant insert (id), update (id, name) on "F d"."ta ble" to """bob""";
comment on foreign data wrapper "dum my" is 'wrapper';
comment on server "ser ver" is 'server';
comment on foreign table "F d"."ta ble" is 'foreign';
comment on column "F d"."ta ble".id is 'foreign column';
comment on constraint "che ck" on "F d"."ta ble" is 'check';
