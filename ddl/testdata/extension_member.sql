-- What users added to tables and views of an extension, beside what its script made
-- roles: story alice
create schema "Ex t";
create extension citext with schema "Ex t";
create table "Ex t"."Jo bs" (id serial primary key, what text not null check (what <> ''), at timestamptz default now(), done bool,
    kind "Ex t".citext, unique (what, at));
create index jobs_at on "Ex t"."Jo bs" (at);
create table "Ex t".log (job int references "Ex t"."Jo bs", line text);
create statistics "Ex t".jobs_both on what, done from "Ex t"."Jo bs";
create function "Ex t".touch() returns trigger language plpgsql as 'begin return new; end';
create trigger jobs_touch before update on "Ex t"."Jo bs" for each row execute function "Ex t".touch();
create view "Ex t".open_jobs as select id, what from "Ex t"."Jo bs" where not done;
create rule opened as on insert to "Ex t".open_jobs do instead insert into "Ex t"."Jo bs" (what) values (new.what);
create materialized view "Ex t".seen as select id from "Ex t"."Jo bs";
create policy mine on "Ex t"."Jo bs" using (true);
alter table "Ex t"."Jo bs" set (fillfactor = 50);
alter table "Ex t"."Jo bs" alter done set statistics 5;
alter extension citext add sequence "Ex t"."Jo bs_id_seq";
alter extension citext add table "Ex t"."Jo bs";
alter extension citext add table "Ex t".log;
alter extension citext add function "Ex t".touch();
alter extension citext add view "Ex t".open_jobs;
alter extension citext add materialized view "Ex t".seen;
-- users
create type mood as enum ('ok', 'sad');
create function positive(int) returns bool language sql as 'select $1 > 0';
alter table "Ex t"."Jo bs" add "mo;re" int default 7, add mood mood not null default 'sad', add twice int generated always as (id * 2) stored;
alter table "Ex t"."Jo bs" add constraint "more ""than"" 0" check (positive("mo;re"));
alter table "Ex t"."Jo bs" add constraint "a key" unique (id, what) deferrable;
alter table "Ex t"."Jo bs" alter what set default 'nothing', alter what set statistics 77, alter what set storage external,
    alter at set (n_distinct = 5);
alter table "Ex t"."Jo bs" set (autovacuum_enabled = off, toast.autovacuum_enabled = off);
alter table "Ex t"."Jo bs" enable row level security, force row level security;
create index "by ""mood"" $sql$" on "Ex t"."Jo bs" (mood, lower(what)) where "mo;re" > 1;
create unique index once on "Ex t"."Jo bs" (id, kind);
alter table "Ex t"."Jo bs" cluster on once;
alter table "Ex t"."Jo bs" disable trigger jobs_touch;
create function "touch ""too"""() returns trigger language plpgsql as 'begin return new; end';
create trigger "touch 'too'" after insert on "Ex t"."Jo bs" for each row execute function "touch ""too"""();
alter table "Ex t"."Jo bs" enable always trigger "touch 'too'";
create trigger instead instead of delete on "Ex t".open_jobs for each row execute function "touch ""too"""();
create rule "ru le" as on delete to "Ex t".log do also notify gone;
alter table "Ex t".log disable rule "ru le";
create policy "po licy" on "Ex t"."Jo bs" for select to "story alice" using (mood = 'ok');
create statistics "Ex t".jobs_more (ndistinct) on id, "mo;re" from "Ex t"."Jo bs";
alter statistics "Ex t".jobs_more set statistics 9;
create index seen_index on "Ex t".seen (id);
create unique index line_once on "Ex t".log (job, line);
alter table "Ex t".log alter job set not null, alter line set not null;
alter table "Ex t".log replica identity using index line_once;
comment on index "Ex t".line_once is 'ours';
comment on trigger "touch 'too'" on "Ex t"."Jo bs" is 'ours; too';
create table rooms (id int primary key);
alter table "Ex t".log add room int references rooms;
create view over as select mood, "mo;re" from "Ex t"."Jo bs";
create function of_jobs() returns setof mood language sql as 'select mood from "Ex t"."Jo bs"';
create table follows (job int, kind "Ex t".citext, foreign key (job, kind) references "Ex t"."Jo bs" (id, kind));
