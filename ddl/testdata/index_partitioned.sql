-- Indexes and keys of partitioned tables: whole, half done, several levels deep, with foreign tables among the partitions.
-- tablespaces: indexes
create schema "Parts ""of"" it";
create table "Parts ""of"" it".root (id int not null, at date not null, note text, region text not null) partition by range (at);
create table "Parts ""of"" it"."19 %" partition of "Parts ""of"" it".root for values from (minvalue) to ('2000-01-01');
create table "Parts ""of"" it"."20\" partition of "Parts ""of"" it".root for values from ('2000-01-01') to (maxvalue) partition by list (region);
create table eu partition of "Parts ""of"" it"."20\" for values in ('eu');
create table "Rest" (region text not null, gone int, note text, at date not null, id int not null);
alter table "Rest" drop column gone;
create unique index "rest, key" on "Rest" (id, at, region) include (note) with (fillfactor = 70);
create index rest_mine on "Rest" (note) where id > 0;
alter table "Parts ""of"" it"."20\" attach partition "Rest" default;

alter table "Parts ""of"" it".root add constraint "root ""key""" primary key (id, at, region) with (fillfactor = 90);
alter table "Parts ""of"" it".root add unique (region, at, id) include (note) deferrable;
create unique index root_lower on "Parts ""of"" it".root (lower(note), at, region) tablespace indexes;
alter index "Parts ""of"" it".root_lower alter column 1 set statistics 300;
create index "root, partial" on "Parts ""of"" it".root using btree (note desc, (id * 2)) where id > 0;
alter index "Parts ""of"" it"."root, partial" alter column 2 set statistics 33;
-- Only on the table, one partition attached, another not: it stays invalid.
create index "half done" on only "Parts ""of"" it".root (note);
create index nineteen_note on "Parts ""of"" it"."19 %" (note);
alter index "Parts ""of"" it"."half done" attach partition "Parts ""of"" it".nineteen_note;
create index on only "Parts ""of"" it"."20\" (region);
-- Only on one partition, and one partition's own.
create index only_eu on eu (note, id);
alter table eu add constraint "eu alone" unique (id);
alter table eu cluster on only_eu;
alter table "Parts ""of"" it".root replica identity using index "root ""key""";
alter table eu replica identity using index "eu_pkey";

-- An index that was there when its table was attached, under a name of its own.
create table measured (id int not null, v int) partition by hash (id);
create table measured_0 (id int not null, v int, constraint "zero's key" primary key (id));
create index "zero's index" on measured_0 (v);
create table measured_1 partition of measured for values with (modulus 2, remainder 1);
alter table measured add primary key (id);
create index measured_v on measured (v);
alter table measured attach partition measured_0 for values with (modulus 2, remainder 0);
-- A table that was a partition keeps its indexes; one without partitions has an index that holds for those to come.
create table measured_2 (like measured_1 including all);
create table bare (a int, b int) partition by list (a);
create index bare_index on bare (b) with (fillfactor = 55);
alter table bare add constraint bare_key unique (a, b) using index tablespace indexes;
create table gone (a int primary key, b int) partition by list (a);
create table gone_1 partition of gone for values in (1);
create index gone_b on gone (b);
alter table gone detach partition gone_1;
