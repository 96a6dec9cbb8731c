-- Keys and foreign keys over periods, and keys over NOT NULLs with names.
-- from: 18
-- tablespaces: indexes
create schema "Per iods";
create table "Per iods"."Rooms %" (room int4range, during daterange, note int4range,
  constraint "room's key" primary key (room, during without overlaps) with (fillfactor = 60) using index tablespace indexes);
alter table "Per iods"."Rooms %" add constraint once unique (note, during without overlaps) deferrable initially deferred;
create table "Per iods".bookings (id int4range, room int4range, during daterange not null,
  primary key (id, during without overlaps),
  constraint "in the ""room""" foreign key (room, period during) references "Per iods"."Rooms %" (room, period during));
create table "Per iods".parted (id int4range, during daterange, room int4range, primary key (id, during without overlaps)) partition by list (id);
create table "Per iods".part_1 partition of "Per iods".parted for values in ('[1,1]', '[2,2]');
create table "Per iods".part_2 partition of "Per iods".parted default;
alter table "Per iods".parted add foreign key (room, period during) references "Per iods"."Rooms %";
alter table "Per iods".bookings add constraint to_parted foreign key (id, period during) references "Per iods".parted;
create table named (id int constraint "id, there" not null, v int, constraint named_key primary key (id));
create table inherits_named (constraint mine primary key (id)) inherits (named);
