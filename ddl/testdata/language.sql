-- Procedural languages, transforms and functions that use them.
create schema "Odd ""schema""";
create function "Odd ""schema"""."Call % handler"() returns language_handler language c as '$libdir/plpgsql', 'plpgsql_call_handler';
create function inline_handler(internal) returns void language c strict as '$libdir/plpgsql', 'plpgsql_inline_handler';
create function checks(oid) returns void language c strict as '$libdir/plpgsql', 'plpgsql_validator';
create language pltestlang handler "Odd ""schema"""."Call % handler";
create trusted language "PL/Odd %" handler "Odd ""schema"""."Call % handler" inline inline_handler validator checks;
create language borrowed handler plpgsql_call_handler;
create function in_it(integer) returns integer language "PL/Odd %" as 'begin return $1; end';
create function untrusted() returns integer language pltestlang as 'begin return 1; end';

create type pair as (a integer, b integer);
create function from_pair(internal) returns internal language internal strict immutable as 'prsd_lextype';
create function to_pair(internal) returns pair language internal strict immutable as 'record_recv';
create transform for integer language sql (from sql with function prsd_lextype(internal), to sql with function int4recv(internal));
create transform for pair language "PL/Odd %" (from sql with function from_pair(internal), to sql with function to_pair(internal));
create transform for pair language pltestlang (from sql with function from_pair(internal));
create transform for text language pltestlang (to sql with function textrecv(internal));
create function transformed(a integer) returns integer transform for type integer language sql as 'select $1';
create function two_transformed(a pair, b text) returns pair transform for type pair, for type text language pltestlang as 'begin return $1; end';
