-- Event triggers in each state, that would refuse the copy's own commands
create schema "E t";
create function "E t"."re fuse"() returns event_trigger language plpgsql as $$ begin
  if current_setting('application_name') like 'copydb/%' then raise 'refused: %', tg_tag; end if; end $$;
create event trigger "A ny" on ddl_command_end execute function "E t"."re fuse"();
create event trigger tagged on ddl_command_start when tag in ('CREATE TABLE', 'DROP TABLE', 'COMMENT') execute function "E t"."re fuse"();
create event trigger off on sql_drop execute function "E t"."re fuse"();
alter event trigger off disable;
create event trigger always on table_rewrite when tag in ('ALTER TABLE') execute function "E t"."re fuse"();
alter event trigger always enable always;
create event trigger replica on ddl_command_end execute function "E t"."re fuse"();
alter event trigger replica enable replica;
comment on event trigger "A ny" is 'any';
create table published (id int);
create publication later for table published;
comment on publication later is 'later';
