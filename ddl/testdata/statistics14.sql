-- Extended statistics over expressions.
-- from: 14
create function twice(int) returns int language sql immutable as 'select $1 * 2';
create table t (a int, b int, "C d" text);
create statistics one_expression on (a + b) from t;
create statistics "with ""columns""" (ndistinct) on a, twice(b), (lower("C d")), (a > 0) from t;
create statistics everything on (a % 10), (b % 10) from t;
alter statistics everything set statistics 42;
