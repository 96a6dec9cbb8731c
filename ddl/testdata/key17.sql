-- Exclusion constraints of partitioned tables.
-- from: 17
create table booked (room int, during int4range, note text) partition by list (room);
create table booked_1 partition of booked for values in (1);
create table "booked, rest" (note text, room int, during int4range);
alter table "booked, rest" add constraint "mine ""own""" exclude using gist (int4range(room, room, '[]') with =, during with &&);
alter table booked attach partition "booked, rest" default;
alter table booked add constraint by_hash exclude using btree (room with =, note with =) where (note <> '') deferrable;
alter table booked_1 add constraint "one's own" exclude using gist (during with &&);
-- One that the partition has not, though it has another like it.
create table alone (a int4range, b int4range) partition by list (a);
create table alone_1 (b int4range, a int4range);
alter table alone attach partition alone_1 for values in ('[0,1)');
alter table only alone add constraint alone_excl exclude using gist (a with =, b with &&);
alter table alone_1 add constraint alone_1_excl exclude using gist (a with =, b with &&);
