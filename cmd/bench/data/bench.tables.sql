-- The tables of bench: pgbench's own, wide rows of events, narrow rows, and values that lie outside of their rows.
create table branches (bid int not null, balance int, filler char(88));
create table tellers (tid int not null, bid int, balance int, filler char(84));
create table accounts (aid int not null, bid int, balance int, filler char(84));
create table history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
create table events (id bigint not null, at timestamptz not null, kind text not null, account int not null,
	price numeric(12, 2), tags text[], body jsonb not null);
create table narrow (a int not null, b int not null);
create table files (id int not null, name text not null, content bytea not null);
alter table files alter content set storage external;
