-- Procedures that only their arguments' ways tell apart, and the owner of the database
-- from: 14
-- roles: story alice
create procedure p(in a int, in b int) language sql as '';
create procedure p(in a int, out c text) language sql as $$select 'x'$$;
create procedure p(in a int, inout b text, out c int) language sql as $$select 'x', 2$$;
revoke execute on procedure p(in int, in int) from public;
grant execute on procedure p(in int, out text) to "story alice";
comment on procedure p(in int, inout text, out int) is 'the third';
alter procedure p(in int, in int) owner to "story alice";
create table t (id int);
grant select on t to pg_database_owner, pg_read_all_data;
alter table t owner to pg_database_owner;
