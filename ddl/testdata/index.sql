-- Indexes: what they are over, how they are kept, what the table does with them.
-- tablespaces: indexes, "fast" disk\s
create schema "Ware house";
create function "Ware house".half(numeric) returns numeric language sql immutable as 'select $1 / 2';
create table "Ware house"."Goods; in %s" (
  id int not null, "Name ""full""" text not null, price numeric, "back\slash" int4range, place point, tags text[],
  body tsvector, kept boolean not null default true);

create index "plain" on "Ware house"."Goods; in %s" (id);
create index "Down, ""quoted"" \ 100%" on "Ware house"."Goods; in %s" (id desc nulls last, price asc nulls first);
create unique index one_name on "Ware house"."Goods; in %s" ("Name ""full""" collate "C" text_pattern_ops);
create index by_expression on "Ware house"."Goods; in %s" ("Ware house".half(price), lower("Name ""full"""), (id + 1));
alter index "Ware house".by_expression alter column 2 set statistics 500;
alter index "Ware house".by_expression alter column 3 set statistics 0;
create index kept_only on "Ware house"."Goods; in %s" (price) tablespace indexes where kept and "Name ""full""" <> ' WHERE ';
create unique index with_more on "Ware house"."Goods; in %s" (id) include (price, kept) with (fillfactor = 70, deduplicate_items = off)
  tablespace """fast"" disk\s" where id > 0;
create index by_hash on "Ware house"."Goods; in %s" using hash (id) with (fillfactor = 50);
create index by_words on "Ware house"."Goods; in %s" using gin (tags, body) with (fastupdate = off, gin_pending_list_limit = 128);
create index by_range on "Ware house"."Goods; in %s" using gist ("back\slash", place) include (id) with (buffering = on);
create index by_signature on "Ware house"."Goods; in %s" using gist (body tsvector_ops (siglen = 100));
create index by_place on "Ware house"."Goods; in %s" using spgist (place kd_point_ops) with (fillfactor = 80);
create index by_block on "Ware house"."Goods; in %s" using brin (id, price) with (pages_per_range = 8, autosummarize = on);
create index "an_index_name_of_sixty_three_bytes_is_the_longest_name_there_is" on "Ware house"."Goods; in %s" (kept);
create index "line
feed" on "Ware house"."Goods; in %s" (tags);
create index " ON ONLY USING WHERE " on "Ware house"."Goods; in %s" (id) where "Name ""full""" = 'a WHERE b';
alter table "Ware house"."Goods; in %s" cluster on "line
feed";
alter table "Ware house"."Goods; in %s" replica identity using index one_name;

create unlogged table forgetful (a int, b int);
create index forgetful_index on forgetful (a, b);

create materialized view "Seen goods" as select id, price from "Ware house"."Goods; in %s";
create unique index "one seen" on "Seen goods" (id) include (price);
create index seen_expression on "Seen goods" ((price * 2)) tablespace indexes;
alter index seen_expression alter column 1 set statistics 77;
alter table "Seen goods" cluster on "one seen";
comment on index "one seen" is 'it''s unique';
