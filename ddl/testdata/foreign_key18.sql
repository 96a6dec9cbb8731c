-- Foreign keys that are not enforced, or not validated on a partitioned table.
-- from: 18
create table parent (id int primary key);
create table loose (id int, constraint "not ""enforced""" foreign key (id) references parent on delete cascade not enforced,
  constraint checked foreign key (id) references parent);
create table parts (id int, v int) partition by list (id);
create table part_1 partition of parts for values in (1);
create table part_2 (v int, id int);
alter table part_2 add constraint "mine, valid" foreign key (id) references parent;
alter table parts attach partition part_2 for values in (2);
alter table parts add constraint later foreign key (id) references parent not valid;
alter table parts add constraint never foreign key (v) references parent not enforced;
alter table part_1 validate constraint later;
