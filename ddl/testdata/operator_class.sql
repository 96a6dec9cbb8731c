-- Operator classes and families: members of a class and loose ones, of several access methods, of system families too.
create schema "Odd ""schema""";
create operator family op_family using btree;
alter operator family op_family using btree add
  operator 1 <(bigint, integer), operator 2 <=(bigint, integer), operator 3 =(bigint, integer),
  operator 4 >=(bigint, integer), operator 5 >(bigint, integer),
  function 1 (bigint, integer) btint84cmp(bigint, integer), function 2 (integer, integer) btint4sortsupport(internal);
create operator class op_class for type bigint using btree family op_family as
  storage bigint,
  operator 1 <(bigint, bigint), operator 2 <=(bigint, bigint), operator 3 =(bigint, bigint),
  operator 4 >=(bigint, bigint), operator 5 >(bigint, bigint),
  function 1 btint8cmp(bigint, bigint), function 2 btint8sortsupport(internal), function 4 btequalimage(oid);
create operator class op_class_empty for type bigint using btree family op_family as storage bigint;
create operator class op_class_hash for type bigint using hash as operator 1 =(bigint, bigint), function 1 hashint8(bigint);

create function "Odd ""schema"""."Comp'are"(text, text) returns integer language sql immutable as 'select pg_catalog.bttextcmp($2, $1)';
create operator class "Odd ""schema"""."Cla'ss %" for type text using btree as
  operator 1 >, operator 2 >=, operator 3 =, operator 4 <=, operator 5 <, function 1 "Odd ""schema"""."Comp'are"(text, text);
create operator ~~ (function = int4eq, leftarg = integer, rightarg = integer);
create operator class op_class_custom for type integer using btree as operator 3 ~~;

-- A class of a type of its own.
create type complex as (r float8, i float8);
create function complex_lt(complex, complex) returns boolean language sql immutable as 'select $1.r < $2.r';
create function complex_le(complex, complex) returns boolean language sql immutable as 'select $1.r <= $2.r';
create function complex_eq(complex, complex) returns boolean language sql immutable as 'select $1.r = $2.r';
create function complex_ge(complex, complex) returns boolean language sql immutable as 'select $1.r >= $2.r';
create function complex_gt(complex, complex) returns boolean language sql immutable as 'select $1.r > $2.r';
create function complex_cmp(complex, complex) returns integer language sql immutable as 'select pg_catalog.btfloat8cmp($1.r, $2.r)';
create operator <<< (function = complex_lt, leftarg = complex, rightarg = complex, commutator = >>>, negator = >>=);
create operator <<= (function = complex_le, leftarg = complex, rightarg = complex);
create operator === (function = complex_eq, leftarg = complex, rightarg = complex, commutator = ===);
create operator >>= (function = complex_ge, leftarg = complex, rightarg = complex);
create operator >>> (function = complex_gt, leftarg = complex, rightarg = complex);
create operator class complex_ops default for type complex using btree as
  operator 1 <<<, operator 2 <<=, operator 3 ===, operator 4 >>=, operator 5 >>>, function 1 complex_cmp(complex, complex);

-- Loose members of the system's own family.
create type money_like as enum ('a');
create function mixed_lt(money_like, integer) returns boolean language sql immutable as 'select true';
create operator << (function = mixed_lt, leftarg = money_like, rightarg = integer);
alter operator family integer_ops using btree add operator 1 <<(money_like, integer);

create table uses (b bigint, c complex primary key, t text);
create index on uses using btree (b op_class, t "Odd ""schema"""."Cla'ss %");
create index on uses using hash (b op_class_hash);
