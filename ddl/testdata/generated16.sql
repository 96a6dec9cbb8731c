-- Children with expressions of their own.
-- from: 16
create table parent (a int, b int generated always as (a * 2) stored);
create table child (a int, b int generated always as (a * 22) stored) inherits (parent);
create table grandchild () inherits (child);
create table joined (b int generated always as (a * 33) stored, a int);
alter table joined inherit parent;
alter table parent add column c int generated always as (a * 3) stored;
create table parted (a int, b int generated always as (a * 2) stored) partition by list (a);
create table part (a int, b int generated always as (a * 44) stored);
alter table parted attach partition part for values in (1);
create table "Two ""p""" (b int generated always as (a * 2) stored, a int, z int);
create table of_two () inherits (parent, "Two ""p""");
