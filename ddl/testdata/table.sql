-- Ordinary tables: names, column options, defaults, checks, storage parameters.
create schema "Shop ""A""";
create table "Shop ""A""".nothing ();
create table "Shop ""A""".all_dropped (a int, b int);
alter table "Shop ""A""".all_dropped drop column a, drop column b;

create table "Shop ""A"""."Orders % \ of
today" (
  id int not null,
  "Customer ""name""" text collate "C" not null default E'it''s \\ %s "x"',
  price numeric(10,2) default 0.00 check (price >= 0),
  tags text[] default '{}'::text[],
  placed timestamptz(3) default now(),
  "interval" interval day to second(2),
  code char(5),
  kind "char",
  flags bit varying(12) default B'101',
  total numeric generated always as (price * 2) stored,
  constraint "a ""check"" %" check (id <> 13 and "Customer ""name""" <> 'x''y'),
  check (price < 1e6 or code is null)
);
alter table "Shop ""A"""."Orders % \ of
today" drop column kind;

create table public.storage (a text, b text, c text, d text, e int, f numeric);
alter table public.storage alter a set storage plain, alter b set storage external, alter c set storage main,
  alter d set storage extended, alter f set storage external;
alter table public.storage alter a set statistics 0, alter b set statistics 500, alter e set (n_distinct = -0.5, n_distinct_inherited = 7);

create table public.tuned (a int, b text) with (fillfactor = 70, autovacuum_enabled = off, parallel_workers = 3,
  autovacuum_vacuum_scale_factor = 0.01, toast.autovacuum_enabled = false, toast.vacuum_truncate = on, toast_tuple_target = 256);
create table public.only_toast_tuned (b text) with (toast.autovacuum_vacuum_threshold = 5);
create unlogged table public.unlogged (a int primary key, b serial, c int generated always as identity);
create table public.dropped_front (a int, b text, c int, d text);
alter table public.dropped_front drop column a, drop column c, add column a text;
create table public.an_identifier_of_sixty_three_bytes_is_the_longest_that_there_is (
  an_identifier_of_sixty_three_bytes_is_the_longest_that_there_is int not null default 1
    constraint an_identifier_of_sixty_three_bytes_is_the_longest_that_there_ck check (true));
create table public."select" ("from" int, "where" int check ("where" > "from"), "table" text default 'user');
create table public.checked (a int constraint positive check (a > 0) no inherit, b int,
  constraint "no column at all" check (current_user is not null));
alter table public.checked add constraint "not valid" check (b > 10) not valid;
-- Types of every sort.
create type public.mood as enum ('sad', 'it''s "ok"');
create domain public.positive as int check (value > 0);
create type public.pair as (a int, b text);
create type public.floats as range (subtype = float8);
create table public.typed_columns (m public.mood default 'sad', ms public.mood[], p public.positive default 3, pp public.pair, f public.floats,
  n name, o oid, r regclass default 'public.checked'::regclass, x xml, j jsonb default '{"a": "b''c"}', t tsvector, c public.storage, cs public.checked[]);
