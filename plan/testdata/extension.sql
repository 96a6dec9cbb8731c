-- An extension's own tables, whose rows of the users' are added to the extension's, in the order of their foreign keys.
-- Extensions say so in their scripts; here the mark is put by hand.
create extension citext;
create table child (id int, parent int, twice int generated always as (id * 2) stored);
create table parent (id int primary key, custom bool);
alter table child add foreign key (parent) references parent;
create sequence numbers;
alter extension citext add table child;
alter extension citext add table parent;
alter extension citext add sequence numbers;
update pg_extension set extconfig = array['child', 'parent', 'numbers']::regclass[]::oid[],
	extcondition = array['', 'WHERE custom -- ours', ''] where extname = 'citext';
create table user_of (parent int references parent);
