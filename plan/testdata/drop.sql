-- What --drop-if-exists drops: the last made first.
create schema shop;
create table shop.item (id serial primary key, price numeric check (price > 0));
create view shop.cheap as select * from shop.item where price < 1;
