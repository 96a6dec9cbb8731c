-- Access methods of indexes and tables, and what uses them.
create schema "Odd ""schema""";
create access method gist2 type index handler gisthandler;
create access method "He'ap %" type table handler heap_tableam_handler;
create operator class box_like default for type box using gist2 as
  function 1 gist_box_consistent(internal, box, smallint, oid, internal), function 2 gist_box_union(internal, internal),
  function 5 gist_box_penalty(internal, internal, internal), function 6 gist_box_picksplit(internal, internal), function 7 gist_box_same(box, box, internal);
create table boxes (b box) using "He'ap %";
create index on boxes using gist2 (b);
create materialized view stored using "He'ap %" as select 1 as a;
