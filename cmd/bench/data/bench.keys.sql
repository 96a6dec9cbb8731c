-- The indexes and keys of bench.
alter table branches add primary key (bid);
alter table tellers add primary key (tid);
alter table accounts add primary key (aid);
alter table events add primary key (id);
alter table files add primary key (id);
create index on events (at);
create index on events (kind, account);
create index on events using gin (tags);
create unique index on narrow (a);
alter table tellers add foreign key (bid) references branches;
alter table accounts add foreign key (bid) references branches;
alter table history add foreign key (bid) references branches;
alter table history add foreign key (tid) references tellers;
alter table history add foreign key (aid) references accounts;
