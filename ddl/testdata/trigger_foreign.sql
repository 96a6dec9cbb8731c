-- Triggers of foreign tables, and of partitioned tables that have some among their partitions.
create foreign data wrapper elsewhere;
create server elsewhere foreign data wrapper elsewhere;
create function touched() returns trigger language plpgsql as 'begin return new; end';
create foreign table "Far \ %" (a int, b text) server elsewhere;
create trigger "each ""row""" before insert or update of b on "Far \ %" for each row when (new.a > 0) execute function touched();
create trigger off after delete on "Far \ %" for each statement execute function touched();
alter foreign table "Far \ %" disable trigger off;
alter foreign table "Far \ %" enable always trigger "each ""row""";
create table root (a int, b text) partition by list (a);
create table near partition of root for values in (1);
create foreign table far partition of root default server elsewhere;
create trigger handed_down before insert on root for each row execute function touched();
alter foreign table far disable trigger handed_down;
create statistics far_both on a, b from "Far \ %";
create rule far_rule as on insert to root do also nothing;
