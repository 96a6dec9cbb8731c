-- Publications of some columns, some rows and schemas
-- from: 15
create schema "P b";
create schema other;
create function other.const() returns int immutable language sql as 'select 1';
create table "P b"."ta ble" (id int primary key, "Na me" text, secret text);
create table t (id int primary key, gone int, a int, b text);
alter table t drop column gone;
create publication "par ts" for table "P b"."ta ble" ("Na me", id) where ("Na me" > 'a' and id is not null), t (id, b) where (true);
create publication sch for tables in schema "P b", other, public;
create publication mixed for table t, tables in schema other;
