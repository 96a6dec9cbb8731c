-- Keys, foreign keys in a circle, a partitioned table, a view that leans on a primary key, a materialized view, a trigger.
create type mood as enum ('calm', 'hurried');
create table customer (id int primary key, name text not null unique, address int, mood mood);
create table address (id int primary key, customer int references customer);
alter table customer add foreign key (address) references address;
create table event (at date, body jsonb, customer int references customer, primary key (at, customer)) partition by range (at);
create table event_2024 partition of event for values from ('2024-01-01') to ('2025-01-01');
create index on event (customer);
create view names as select id, name from customer group by id;
create materialized view moods as select mood, count(*) from customer group by mood;
create index on moods (mood);
create function stay() returns trigger language plpgsql as 'begin return new; end';
create trigger stay before update on customer for each row execute function stay();
