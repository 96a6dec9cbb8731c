-- Materialized views over one another, filled and not
-- roles: story alice
-- tablespaces: story space
create schema "M v";
create table "M v".t (id int primary key, name text);
insert into "M v".t values (1, 'one'), (2, 'two');
create materialized view "M v".z_first with (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false)
  as select id, name as "Na me", name || '!' as louder from "M v".t;
create view "M v".between as select * from "M v".z_first;
create materialized view "M v".a_second tablespace "story space" as select count(*) as c from "M v".between;
create materialized view "M v"."third ""x""" as select c, name from "M v".a_second, "M v".t with no data;
create materialized view "M v".grouped as select id, name, max(name) over () from "M v".t group by id;
create materialized view "M v".no_columns as select;
alter materialized view "M v".z_first alter column "Na me" set statistics 77, alter column louder set storage external,
  alter column louder set (n_distinct = -0.5);
create unique index "uni que" on "M v".z_first (id);
create index on "M v".a_second (c) tablespace "story space";
alter table "M v".z_first cluster on "uni que";
alter table "M v".z_first replica identity full;
alter materialized view "M v".a_second owner to "story alice";
grant usage on schema "M v" to "story alice";
grant select on "M v".z_first, "M v".between to "story alice" with grant option;
grant select ("Na me") on "M v".z_first to public;
comment on materialized view "M v".z_first is 'first';
comment on column "M v".z_first.louder is 'loud';
comment on index "M v"."uni que" is 'an index';
