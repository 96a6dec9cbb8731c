-- Rules of tables and views, and whether they are enabled.
create schema "Ru %";
create table "Ru %"."T ""x"" \" (a int primary key, "b c" text, d int default 7);
create table log (what text, a int);
create rule "nothing ""at all"" %" as on delete to "Ru %"."T ""x"" \" do instead nothing;
create rule "al;so" as on insert to "Ru %"."T ""x"" \" do also insert into log values ('it''s ; \ %', new.a);
create rule conditional as on update to "Ru %"."T ""x"" \" where new.a <> old.a and old."b c" is not null
  do instead (update log set a = new.a where log.a = old.a; delete from log where what = ';'; select 1 as x);
create rule told as on update to log do (notify "a channel ""; %", 'it''s'; insert into "Ru %"."T ""x"" \" values (new.a));
create rule off as on insert to "Ru %"."T ""x"" \" do also nothing;
create rule replicas as on insert to "Ru %"."T ""x"" \" do also nothing;
create rule ever as on insert to "Ru %"."T ""x"" \" do also nothing;
alter table "Ru %"."T ""x"" \" disable rule off;
alter table "Ru %"."T ""x"" \" enable replica rule replicas;
alter table "Ru %"."T ""x"" \" enable always rule ever;
comment on rule off on "Ru %"."T ""x"" \" is 'is off';
create view "V \ ""w""" as select * from "Ru %"."T ""x"" \" as t;
create rule "_INSERT" as on insert to "V \ ""w""" do instead insert into "Ru %"."T ""x"" \" values (new.a, new."b c") returning *;
create rule "_UPDATE" as on update to "V \ ""w""" do instead
  with moved (a) as (values (1), (2)) update "Ru %"."T ""x"" \" set "b c" = new."b c" from moved where "T ""x"" \".a = moved.a;
create rule delete_none as on delete to "V \ ""w""" do instead nothing;
create rule upsert as on update to log where new.a > 100 do instead
  insert into "Ru %"."T ""x"" \" as t (a) values (new.a) on conflict (a) do update set "b c" = excluded."b c" where t.d > 0;
create table parts (a int) partition by list (a);
create rule on_parts as on insert to parts do also nothing;
create rule "to be _RETURN" as on insert to log where new.a = 0 do instead nothing;
alter rule "to be _RETURN" on log rename to "_RETURN";
create rule "_RETURN_" as on delete to log do also nothing;
alter table log disable rule "_RETURN";
comment on rule "_RETURN" on log is 'not of a view';
