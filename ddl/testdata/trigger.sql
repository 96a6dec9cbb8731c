-- Triggers: when, on what, for whom, and whether they are enabled.
create schema "Tr; %";
create function "Tr; %"."f ""n"""() returns trigger language plpgsql as 'begin return new; end';
create function counted() returns trigger language plpgsql as 'begin return null; end';
create table "Tr; %"."T \ ""x""" (a int, "B b" text, c int);
create table parent (id int primary key);
create trigger "before ""it"" \ %" before insert or update of "B b", a or delete on "Tr; %"."T \ ""x""" for each row execute function "Tr; %"."f ""n"""();
create trigger when_it_differs after update on "Tr; %"."T \ ""x""" for each row when (old.* is distinct from new.* and new."B b" <> 'it''s')
  execute function "Tr; %"."f ""n"""('an ''argument''', 'back\slash', '%s', '', '42');
create trigger each_statement after truncate or insert on "Tr; %"."T \ ""x""" execute function counted();
create trigger with_rows after update on "Tr; %"."T \ ""x""" referencing old table as "old ""ones""" new table as new_ones
  for each statement execute function counted();
create trigger with_new_rows after insert on "Tr; %"."T \ ""x""" referencing new table as n for each row execute function counted();
create constraint trigger "at the end" after insert or update of a on "Tr; %"."T \ ""x""" from parent deferrable initially deferred
  for each row when (new.a > 0) execute function "Tr; %"."f ""n"""();
create constraint trigger at_once after delete on "Tr; %"."T \ ""x""" for each row execute function counted();
create trigger off before update on "Tr; %"."T \ ""x""" for each row execute function counted();
create trigger "on replicas" before update on "Tr; %"."T \ ""x""" for each row execute function counted();
create trigger ever before update on "Tr; %"."T \ ""x""" for each row execute function counted();
create constraint trigger never_at_the_end after insert on "Tr; %"."T \ ""x""" deferrable for each row execute function counted();
alter table "Tr; %"."T \ ""x""" disable trigger off;
alter table "Tr; %"."T \ ""x""" disable trigger never_at_the_end;
alter table "Tr; %"."T \ ""x""" enable replica trigger "on replicas";
alter table "Tr; %"."T \ ""x""" enable always trigger ever;
comment on trigger off on "Tr; %"."T \ ""x""" is 'is "off"';
comment on constraint "at the end" on "Tr; %"."T \ ""x""" is 'a constraint too';

create view "a view" as select * from "Tr; %"."T \ ""x""";
create trigger instead_of instead of insert or update or delete on "a view" for each row execute function counted();
create trigger view_statement after update on "a view" for each statement execute function counted();

create table root (a int, b int) partition by range (a);
create table low partition of root for values from (0) to (10);
create table high partition of root for values from (10) to (20) partition by range (a);
create table high_1 partition of high for values from (10) to (15);
create table high_2 partition of high for values from (15) to (20);
create trigger "to ""all""" after insert on root for each row when (new.a > 0) execute function counted();
create trigger mostly_off before insert on root for each row execute function counted();
create constraint trigger end_of_all after insert on root deferrable for each row execute function counted();
create trigger root_statement after insert on root for each statement execute function counted();
create trigger low_own after insert on low for each row execute function counted();
create trigger from_high after update on high for each row execute function counted();
alter table root disable trigger mostly_off;
alter table low enable always trigger mostly_off;
alter table high enable trigger mostly_off;
alter table high_2 disable trigger mostly_off;
alter table high_1 disable trigger "to ""all""";
alter table root disable trigger root_statement;
comment on trigger mostly_off on low is 'a clone''s own comment';

-- A table that enforces nothing for the moment: its foreign keys, those that refer to it, its own triggers.
create table silent (id int primary key, at_end int unique deferrable, up int references silent, p int references parent);
create trigger silent_too before insert on silent for each row execute function counted();
create trigger loud before insert on silent for each row execute function counted();
alter table silent disable trigger all;
alter table silent enable trigger loud;
