-- Operators: all clauses, commutators and negators in any order and schema, shells, prefix operators.
create schema "Odd ""schema""";
create schema other;
create type complex as (r float8, i float8);
create function complex_eq(complex, complex) returns boolean language sql immutable as 'select $1.r = $2.r and $1.i = $2.i';
create function complex_ne(complex, complex) returns boolean language sql immutable as 'select $1.r <> $2.r';
create function complex_lt(complex, complex) returns boolean language sql immutable as 'select $1.r < $2.r';
create function complex_gt(complex, complex) returns boolean language sql immutable as 'select $1.r > $2.r';
create function complex_neg(complex) returns complex language sql immutable as 'select $1';
create function "Odd ""schema"""."Add %"(complex, integer) returns complex language sql immutable as 'select $1';
create function "Odd ""schema"""."Add %"(integer, complex) returns complex language sql immutable as 'select $2';

create operator = (function = complex_eq, leftarg = complex, rightarg = complex, commutator = =, negator = <>,
                   restrict = eqsel, join = eqjoinsel, hashes, merges);
create operator <> (function = complex_ne, leftarg = complex, rightarg = complex, commutator = <>, negator = =, restrict = neqsel, join = neqjoinsel);
create operator < (function = complex_lt, leftarg = complex, rightarg = complex, commutator = >, restrict = scalarltsel, join = scalarltjoinsel);
create operator > (function = complex_gt, leftarg = complex, rightarg = complex, commutator = <);
create operator @- (function = complex_neg, rightarg = complex);
create operator "Odd ""schema""".+|& (function = "Odd ""schema"""."Add %", leftarg = complex, rightarg = integer, commutator = operator(other.+|&));
create operator other.+|& (function = "Odd ""schema"""."Add %", leftarg = integer, rightarg = complex);
-- A commutator and a negator that nobody defined.
create operator ~=~ (function = complex_eq, leftarg = complex, rightarg = complex, commutator = operator(other.~=~~), negator = !~=~);
create operator !@#%^&*|`? (function = complex_lt, leftarg = complex, rightarg = complex);

create table numbers (c complex, check (c <> (1, 2)::complex));
create view uses as select @- c as negative, c operator("Odd ""schema""".+|&) 1 as more from numbers where c = (1, 2)::complex;
create index on numbers ((@- c));
-- A commutator and a negator that do not answer, though they sort before the one that names them.
create operator !!> (function = complex_gt, leftarg = complex, rightarg = complex, commutator = !!<, negator = !!<>);
create operator !!< (function = complex_lt, leftarg = complex, rightarg = complex);
create operator !!<> (function = complex_ne, leftarg = complex, rightarg = complex);
