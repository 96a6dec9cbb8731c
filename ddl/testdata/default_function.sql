-- Defaults and checks that call functions, which need the table in turn.
create table looped (id int not null, x text);
create function next_of_looped(t looped) returns int language sql as 'select t.id + 1';
create function count_looped() returns bigint language sql as 'select 1::bigint';
alter table looped alter x set default (count_looped())::text,
  add constraint calls check (count_looped() >= 0 and next_of_looped(row(id, x)) > 0),
  add constraint "calls late" check (count_looped() < 10) not valid;
create table looped_child (y int) inherits (looped);
create table looped_local (x text, id int not null, constraint calls check (count_looped() >= 0 and next_of_looped(row(id, x)::looped) > 0)) ;
create table looped_parted (id int default count_looped(), constraint c check (id < count_looped())) partition by range (id);
create table looped_part partition of looped_parted for values from (0) to (10);
create table uses_type (m looped default row(1, 'x')::looped);
create function double(int) returns int language sql immutable as 'select $1 * 2';
create table generated_by (a int, b int generated always as (double(a)) stored);
create table parted_by (a int) partition by range (double(a));
