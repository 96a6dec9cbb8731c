-- Operator classes of several access methods. Servers before 14 tie all members to the class that they were made with.
-- from: 14
create operator family op_family using btree;
create operator class op_class for type bigint using btree family op_family as
  operator 1 <(bigint, bigint), operator 3 =(bigint, bigint), operator 5 >(bigint, bigint), operator 2 <=(bigint, integer),
  function 1 btint8cmp(bigint, bigint), function 2 btint8sortsupport(internal), function 4 btequalimage(oid);
alter operator family op_family using btree add
  operator 2 <=(bigint, bigint), operator 1 <(integer, integer), function 1 (integer, integer) btint4cmp(integer, integer),
  operator 1 <(integer, bigint), operator 1 <(smallint, integer);
create operator class op_class_hash for type bigint using hash as
  operator 1 =(bigint, bigint), function 1 hashint8(bigint), function 2 hashint8extended(bigint, bigint);

-- Of GiST and GIN: one that orders, one that stores another type.
create operator family distances using gist;
create operator class point_like for type circle using gist family distances as
  operator 3 &&(circle, circle), operator 15 <->(circle, point) for order by float_ops,
  function 1 gist_circle_consistent(internal, circle, smallint, oid, internal), function 2 gist_box_union(internal, internal),
  function 3 gist_circle_compress(internal), function 5 gist_box_penalty(internal, internal, internal),
  function 6 gist_box_picksplit(internal, internal), function 7 gist_box_same(box, box, internal),
  function 8 gist_circle_distance(internal, circle, smallint, oid, internal), storage box;
create operator class array_like for type anyarray using gin as
  operator 1 &&, operator 2 @>, operator 3 <@, operator 4 =,
  function 2 ginarrayextract(anyarray, internal, internal), function 3 ginqueryarrayextract(anyarray, internal, smallint, internal, internal, internal, internal),
  function 4 ginarrayconsistent(internal, smallint, anyarray, integer, internal, internal, internal, internal), storage anyelement;

create function options(internal) returns void language internal as 'gtsvector_options';
create operator class with_options for type tsvector using gist as
  operator 1 @@(tsvector, tsquery), storage gtsvector,
  function 1 gtsvector_consistent(internal, tsvector, smallint, oid, internal), function 2 gtsvector_union(internal, internal),
  function 3 gtsvector_compress(internal), function 4 gtsvector_decompress(internal), function 5 gtsvector_penalty(internal, internal, internal),
  function 6 gtsvector_picksplit(internal, internal), function 7 gtsvector_same(gtsvector, gtsvector, internal), function 10 options(internal);
create operator class sorted for type point using gist as
  function 1 gist_point_consistent(internal, point, smallint, oid, internal), function 2 gist_box_union(internal, internal),
  function 3 gist_point_compress(internal), function 5 gist_box_penalty(internal, internal, internal),
  function 6 gist_box_picksplit(internal, internal), function 7 gist_box_same(box, box, internal), function 9 gist_point_fetch(internal),
  function 11 gist_point_sortsupport(internal), storage box;
create operator class texts for type text using spgist as
  operator 1 ~<~, operator 3 =, function 1 spg_text_config(internal, internal), function 2 spg_text_choose(internal, internal),
  function 3 spg_text_picksplit(internal, internal), function 4 spg_text_inner_consistent(internal, internal),
  function 5 spg_text_leaf_consistent(internal, internal);
create operator class blocks for type integer using brin as
  operator 1 <, operator 3 =, operator 5 >, function 1 brin_minmax_opcinfo(internal),
  function 2 brin_minmax_add_value(internal, internal, internal, internal), function 3 brin_minmax_consistent(internal, internal, internal),
  function 4 brin_minmax_union(internal, internal, internal);
create table uses (v tsvector, p point, t text, i integer);
create index on uses using gist (v with_options (siglen = 32), p sorted);
create index on uses using spgist (t texts);
create index on uses using brin (i blocks);
