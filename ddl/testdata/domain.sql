-- Domains: modifiers, collations, defaults, named and unnamed constraints, checks that call functions of the domain itself.
create schema "Odd ""schema""";
create domain plain as integer;
create domain money_like as numeric(12, 2) default 0.00 not null;
create domain code as varchar(5)[] default '{a,b}';
create domain c_text as text collate "C" default e'back\\slash ''quoted''';
create domain bits as bit varying(7) default b'101';
create domain moment as timestamp(3) with time zone default now();
create domain span as interval day to second(2);
create domain us_postal_code as text
  default '10014'
  not null
  check (value ~ '^\d{5}$' or value ~ '^\d{5}-\d{4}$');
create domain "Odd ""schema"""."Do'main %" as plain
  constraint "Check ""one""" check (value > 0) constraint "b\ad" check (value <> 7);
create domain over_domain as "Odd ""schema"""."Do'main %" check (value < 100) default 5;
create domain "a_domain_with_a_name_of_sixty_three_bytes_which_is_all_there_is" as text not null;

-- A check of a function that takes what the check is of.
create domain loop_one as text;
create function is_one(loop_one) returns boolean language plpgsql immutable as $$ begin return $1 <> ''; end $$;
alter domain loop_one add constraint "calls itself" check (is_one(value));
create domain loop_array as integer;
create function sum_of(loop_array[]) returns bigint language sql immutable as $$ select sum(x) from unnest($1) x $$;
alter domain loop_array add check (sum_of(array[value]::loop_array[]) > 0);
create domain loop_row as integer;
create table of_row (id loop_row, other loop_row[]);
create function row_of(of_row) returns integer language sql immutable as 'select 1';
alter domain loop_row add constraint late check (row_of(row(1, null)::of_row) > 0) not valid;

-- A default that a function of the domain gives.
create domain short_id as text not null check (value <> '');
create function new_short_id() returns short_id language sql as $$ select 'x'::public.short_id $$;
alter domain short_id set default 'y' || new_short_id();
create table of_short (id short_id, ids short_id[]);

-- A check and a default of functions that know nothing of the domain.
create function even(integer) returns boolean language sql immutable as 'select $1 % 2 = 0';
create function next_even() returns integer language sql as 'select 2';
create domain even_number as integer default next_even() check (even(value));

-- A check that is not valid refuses what is there already.
create domain grown as integer;
create table holder (value grown);
insert into holder values (-1);
alter domain grown add constraint positive check (value > 0) not valid;
alter domain grown add constraint small check (value < 1000);

alter domain plain set default 1;
alter domain plain drop default;
create domain was_nullable as integer;
alter domain was_nullable set not null;
