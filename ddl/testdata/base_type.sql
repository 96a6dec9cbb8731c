-- Base types with every option, made over shells; a type that was announced and never defined.
create schema "Odd ""schema""";

create type plain;
create function plain_in(cstring) returns plain language internal strict immutable as 'int4in';
create function plain_out(plain) returns cstring language internal strict immutable as 'int4out';
create type plain (internallength = 4, input = plain_in, output = plain_out, alignment = int4, default = 42, passedbyvalue);

create type "Odd ""schema"""."T'ype\";
create function "Odd ""schema"""."In %"(cstring, oid, integer) returns "Odd ""schema"""."T'ype\" language internal strict immutable as 'varcharin';
create function "Odd ""schema"""."Out"("Odd ""schema"""."T'ype\") returns cstring language internal strict immutable as 'varcharout';
create function "Odd ""schema""".receive(internal, oid, integer) returns "Odd ""schema"""."T'ype\" language internal stable strict as 'varcharrecv';
create function "Odd ""schema""".send("Odd ""schema"""."T'ype\") returns bytea language internal stable strict as 'varcharsend';
create type "Odd ""schema"""."T'ype\" (
  input = "Odd ""schema"""."In %", output = "Odd ""schema"""."Out",
  receive = "Odd ""schema""".receive, send = "Odd ""schema""".send,
  typmod_in = varchartypmodin, typmod_out = varchartypmodout, analyze = array_typanalyze,
  internallength = variable, alignment = int4, storage = extended, collatable = true,
  category = 'S', preferred = true, delimiter = ';', default = e'it''s \\ a %'
);

create type vector3;
create function vector3_in(cstring) returns vector3 language internal strict immutable as 'point_in';
create function vector3_out(vector3) returns cstring language internal strict immutable as 'point_out';
create type vector3 (internallength = 24, input = vector3_in, output = vector3_out, element = float8, alignment = double, category = 'x');

create type main_stored;
create function main_in(cstring) returns main_stored language internal strict immutable as 'textin';
create function main_out(main_stored) returns cstring language internal strict immutable as 'textout';
create type main_stored (input = main_in, output = main_out, storage = main, alignment = int4, like = text);

create type external_stored;
create function external_in(cstring) returns external_stored language internal strict immutable as 'byteain';
create function external_out(external_stored) returns cstring language internal strict immutable as 'byteaout';
create type external_stored (input = external_in, output = external_out, storage = external, alignment = double);

create type one_byte;
create function one_byte_in(cstring) returns one_byte language internal strict immutable as 'charin';
create function one_byte_out(one_byte) returns cstring language internal strict immutable as 'charout';
create type one_byte (input = one_byte_in, output = one_byte_out, internallength = 1, passedbyvalue, alignment = char);

create type never_defined;
create type "Odd ""schema"""."Never %";

-- What can only be there once the type is more than a shell.
create domain over_plain as plain default '7' check (value is not null);
create type holds as (p plain, many plain[]);
create table uses (p plain default '9', many plain[], odd "Odd ""schema"""."T'ype\"(5) default 'abc', h holds);
create function plus_one(plain) returns plain language sql as 'select $1';
create function of_array(plain[]) returns plain language sql as 'select $1[1]';
create view seen as select p from uses;
create cast (plain as integer) without function as assignment;
create function of_shell(never_defined) returns void language internal as 'boolin';
