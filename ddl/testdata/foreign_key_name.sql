-- Foreign keys whose names the server might give to what others bring along.
create table target (id int primary key) partition by range (id);
create table target_1 partition of target for values from (0) to (10);
create table plain (id int primary key);
create table referring (a int, b int);
alter table referring add foreign key (a) references target;
alter table referring add foreign key (a) references target on delete cascade;
-- Their names would be taken, were they made in the order of the alphabet.
alter table referring add foreign key (b) references plain;
alter table referring add constraint aaa_1 foreign key (b) references plain on delete cascade;
alter table referring add constraint aaa foreign key (b) references target;
create table parts (a int, b int) partition by list (a);
create table part_1 partition of parts for values in (1);
alter table parts add foreign key (b) references plain;
alter table parts add foreign key (b) references plain on delete set null;
alter table parts add constraint aaa foreign key (b) references target;
alter table parts add constraint parts_b_fkey5 foreign key (b) references target on delete set null;
-- A partition that came later: what refers to it got names behind all others.
create table target_2 partition of target for values from (10) to (20);
create table child () inherits (referring);
