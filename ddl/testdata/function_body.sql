-- Functions with bodies in the SQL standard's form: parsed once, they need what they name; OUT arguments of procedures.
-- from: 14
create schema "Odd ""schema""";
create table items (id integer primary key, price numeric not null, "Na""me" text);
create view dear as select i.* from items i where i.price > 100;
create function returns_one(a integer, "B c" text default 'x') returns text language sql immutable return "B c" || a || e'it''s \\ %';
create function "Odd ""schema"""."Ato'mic %"(a integer) returns setof items language sql stable
begin atomic
  select * from items where id = a;
end;
create function several() returns integer language sql
begin atomic
  insert into items (id, price) values (1, 2) on conflict (id) do update set price = excluded.price returning id;
  update items set price = price + 1 where id in (select id from dear);
  delete from items where false;
  select length(returns_one(1));
end;
create function nothing() returns void language sql begin atomic end;
create procedure changes(inout a integer, b numeric) language sql
begin atomic
  update items set price = b where id = a;
  select a;
end;
create procedure gives(in a integer, out b text, out c integer) language plpgsql as $$ begin b := 'x'; c := 1; end $$;

-- A body that leans on a primary key, and what leans on the body.
create function grouped() returns setof text language sql
begin atomic
  select "Na""me" from items group by id;
end;
create view over_grouped as select * from grouped();
create function over_function(integer) returns setof text language sql return grouped();

-- Two that call each other.
create function ping(integer) returns integer language sql return 0;
create function pong(integer) returns integer language sql return ping($1 - 1);
create or replace function ping(integer) returns integer language sql return pong($1 - 1);

-- Rows of a view that calls it.
create function of_items(items) returns numeric language sql return $1.price;
create view calling as select of_items(items) as price from items;
create function of_calling(calling) returns numeric language sql return $1.price;
create table with_default (x text default returns_one(1), y numeric generated always as (abs(1)) stored);

-- One that reads a view, whose rows it returns, and the view calls it.
create view seen as select 1 as id;
create function of_seen(integer) returns setof seen language sql begin atomic select * from seen where id = $1; end;
create or replace view seen as select 1 as id where exists (select from of_seen(1));
