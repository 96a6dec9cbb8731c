-- Multirange types: given names, in other schemas, and what comes along with them.
-- from: 14
create schema "Odd ""schema""";
create type float_range as range (subtype = float8, subtype_diff = float8mi);
create type named as range (subtype = text, multirange_type_name = "Many ""texts""");
create type elsewhere as range (subtype = date, multirange_type_name = "Odd ""schema"""."Multi'range\");
create type "R" as range (subtype = timestamptz);
create type period as range (subtype = timestamp);
create type has_range_inside as range (subtype = numeric);
create type renamed as range (subtype = int8);
alter type renamed rename to "new name";
create table many (
  f float_multirange default float_multirange(float_range(1, 2)),
  n "Many ""texts""",
  e "Odd ""schema"""."Multi'range\"[],
  m float_multirange default float_range(3, 4)::float_multirange
);
create view uses as select "R_multirange"() as nothing, unnest('{[1,2]}'::float_multirange) as each, period_multirange(variadic array[]::period[]) as p;
create function takes(anymultirange) returns anyrange language sql as 'select range_merge($1)';
create function takes_own(float_multirange) returns float8 language sql return upper($1);
