-- An index of a partitioned table is valid although a partition that is a foreign table has none.
create foreign data wrapper elsewhere;
create server elsewhere foreign data wrapper elsewhere;
create table root (a int, b text) partition by range (a);
create table near partition of root for values from (0) to (10);
create table nearer (a int, b text) partition by range (a);
create table nearest partition of nearer for values from (10) to (15);
create foreign table farther partition of nearer for values from (15) to (20) server elsewhere;
create foreign table far partition of root for values from (20) to (30) server elsewhere;
create index "near_b, mine" on near (b);
create index " ON ONLY root" on root (b);
alter table root attach partition nearer for values from (10) to (20);
create index only_here on only root (a);
create index on nearest (a);
