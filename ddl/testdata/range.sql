-- Range types: every option, and what comes along: constructors, casts.
create schema "Odd ""schema""";
create type float_range as range (subtype = float8, subtype_diff = float8mi);
create type c_range as range (subtype = varchar, collation = "C");
create type text_range as range (subtype = text);
create function "Odd ""schema"""."Diff %"(date, date) returns float8 language sql immutable as 'select ($1 - $2)::float8';
create type "Odd ""schema"""."Ran'ge\" as range (subtype = date, subtype_diff = "Odd ""schema"""."Diff %");

-- An operator class that is not the default.
create operator ~~< (function = int4gt, leftarg = integer, rightarg = integer);
create operator class backwards for type integer using btree as
  operator 1 >, operator 2 >=, operator 3 =, operator 4 <=, operator 5 <, function 1 btint4cmp(integer, integer);
create type backwards_range as range (subtype = integer, subtype_opclass = backwards);

-- A canonical function takes the range that it belongs to.
create type stepped;
create function to_steps(stepped) returns stepped language internal immutable strict as 'int4range_canonical';
create type stepped as range (subtype = integer, canonical = to_steps, subtype_diff = int4range_subdiff);

create domain even as integer;
create type over_domain as range (subtype = even);
create type mood as enum ('sad', 'happy');
create type mood_range as range (subtype = mood);
create type of_ranges as range (subtype = float_range);

create table ranges (
  f float_range default float_range(1, 2, '[]'),
  many float_range[],
  s stepped default stepped(1, 5),
  odd "Odd ""schema"""."Ran'ge\",
  exclude using gist (f with &&)
);
create function constructed() returns text language sql as $$ select public.float_range(1.0, 2.0)::text $$;
create view uses as select text_range('a', 'b') as r, lower(mood_range('sad', 'happy')) as l;
create aggregate last_range(float_range) (sfunc = range_merge, stype = float_range);
