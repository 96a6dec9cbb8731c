-- Checks that are not enforced.
-- from: 18
create table t (a int constraint "loose %" check (a > 0) not enforced, b int check (b > 0));
create table c () inherits (t);
create table own (a int constraint "loose %" check (a > 0), b int check (b > 0));
alter table own rename constraint own_b_check to t_b_check;
alter table own inherit t;
alter table t add constraint later check (b < 100) not enforced;
create table p (a int, constraint "p ""loose""" check (a <> 7) not enforced) partition by list (a);
create table p1 partition of p default;
