-- Functions, procedures and window functions: every option, hostile names and bodies.
create schema "Odd ""schema""";
create type "Odd ""schema"""."Ty'pe" as (a integer);
create table items (id integer primary key, price numeric);

create function "Odd ""schema"""."Fun'ction %\"("Arg ""one""" integer, "b\" text default e'it''s \\ %', "select" "Odd ""schema"""."Ty'pe" default null)
  returns text language sql as $function$ select '$body$' || $2 || e'\\' $function$;
create function "a_function_with_a_name_of_sixty_three_bytes_which_is_the_limit_" () returns void language sql as '';
create function "line
feed"("arg
ument" text) returns text language sql as $$select '
' || $1$$;
create function quotes_its_dollars() returns text language plpgsql as $a$ begin return '$function$' || $function$x$function$; end $a$;

create function all_options(integer, numeric[]) returns setof integer language sql
  stable strict security definer leakproof parallel restricted cost 7.5 rows 25 as 'select $1';
create function immutable_safe(integer) returns integer language sql immutable parallel safe as 'select $1';
create function precise() returns setof integer language sql cost 1234567 rows 7654321 as 'select 1';
create function tiny() returns integer language sql cost 0.0000125 as 'select 1';
create function usual_internal(integer) returns integer language internal strict immutable cost 1 as 'int4um';
create function dear_internal(integer) returns integer language internal strict immutable cost 100 as 'int4um';
create function in_c(integer) returns integer language c strict as '$libdir/plpgsql', 'plpgsql_call_handler';
create function supported() returns integer language sql support varchar_support as 'select 1';

create function outs(in a integer, out b integer, inout c text, variadic d numeric[]) language sql as 'select 1, $2';
create function tabular(a integer) returns table (id integer, "Pri ce" numeric) language sql rows 10 as 'select * from public.items';
create function of_rows() returns setof items language sql as 'select * from public.items';
create function of_records() returns setof record language sql as 'select 1, 2';
create function polymorphic(anyelement, anyarray, variadic "any") returns anyelement language internal as 'int4um';
create function compatible(anycompatible, anycompatiblearray default '{1}'::integer[]) returns anycompatible language sql as 'select $1';
create function defaults(a integer default 1 + 2, b date default current_date, c items default null, d text[] default array['x', 'y,"z'],
  e interval default '1 day'::interval) returns void language sql as '';
create function overloaded(integer) returns integer language sql as 'select 1';
create function overloaded(text) returns integer language sql as 'select 2';
create function overloaded() returns integer language sql as 'select 3';
create function row_number_like() returns bigint language internal window as 'window_row_number';
create function lag_like(anyelement, integer) returns anyelement language internal window immutable strict as 'window_lag_with_offset';

create function with_settings() returns integer language sql
  set search_path = pg_catalog, "Odd ""schema""", "$user", 'with space', pg_temp
  set datestyle = 'ISO, DMY' set work_mem = '64MB' set timezone to 'Europe/Berlin' set extra_float_digits = 3
  set my.option = e'it''s \\ a "value", %' set enable_seqscan = off as 'select 1';
create function with_no_path() returns integer language sql set search_path = '' as 'select 1';
create function with_long_path() returns integer language sql
  set search_path = 'a_schema_of_a_name_that_is_longer_than_the_sixty_three_bytes_that_a_name_can_have' as 'select 1';
set search_path = '';
create function public.with_empty_path() returns integer language sql set search_path from current as 'select 1';
create function public.with_no_tablespaces() returns integer language sql set temp_tablespaces from current set work_mem = '1MB' as 'select 1';
set search_path = public;

create procedure "Pro'cedure"(a integer, inout b text default 'x') language plpgsql security definer set work_mem = '1MB' as $$ begin commit; end $$;
create procedure overloaded(date) language sql as '';
create function trigger_function() returns trigger language plpgsql as $$ begin return new; end $$;
create function event_function() returns event_trigger language plpgsql as $$ begin end $$;
create function handles() returns language_handler language c as '$libdir/plpgsql', 'plpgsql_call_handler';

-- Arguments of types that are made later than functions.
create function of_view_row(items) returns numeric language sql as 'select $1.price';
create view dear as select of_view_row(items) as price from items;
create function of_view(dear) returns numeric language sql as 'select $1.price';
create function uses_default(a integer default immutable_safe(3)) returns integer language sql as 'select $1';
create function before_all(z integer default of_view_row(null::items)::integer) returns integer language sql as 'select 1';
