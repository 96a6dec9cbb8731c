-- Casts: by function, as it is, by output and input; of the users' own types, of the system's, of rows and domains.
create schema "Odd ""schema""";
create type "Odd ""schema"""."Mo'od %" as enum ('sad', 'happy');
create type pair as (a integer, b integer);
create domain positive as integer;
create table items (id integer);
create function "Odd ""schema"""."To mood"(integer) returns "Odd ""schema"""."Mo'od %" language sql immutable strict as $$ select 'sad'::"Odd ""schema"""."Mo'od %" $$;
create function to_mood(integer, integer, boolean) returns pair language sql as 'select row($1, $2)::public.pair';
create function from_items(items) returns text language sql as 'select $1.id::text';
create cast (integer as "Odd ""schema"""."Mo'od %") with function "Odd ""schema"""."To mood"(integer) as assignment;
create cast (integer as pair) with function to_mood(integer, integer, boolean);
create cast ("Odd ""schema"""."Mo'od %" as text) with inout as implicit;
create cast (text as "Odd ""schema"""."Mo'od %") with inout;
create cast (timestamptz as interval) with function age(timestamptz) as assignment;
create cast (text[] as json) with inout;
create cast (items as text) with function from_items(items) as assignment;
create cast (pair[] as text) with inout as assignment;

create table uses (m "Odd ""schema"""."Mo'od %" default 1, p pair default 5::pair);
create view seen as select 3::"Odd ""schema"""."Mo'od %" as m, now()::interval as i;
