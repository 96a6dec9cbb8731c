-- Unique indexes and keys in which NULLs are equal, indexes on what is left of them.
-- from: 15
create table "No ""NULLs""" (a int, b text, c int);
create unique index equal on "No ""NULLs""" (a, b) include (c) nulls not distinct with (fillfactor = 90) where b <> ' NULLS NOT DISTINCT';
create unique index different on "No ""NULLs""" (a);
alter table "No ""NULLs""" add constraint "key, equal" unique nulls not distinct (c, a) include (b) with (fillfactor = 60);
alter table "No ""NULLs""" add constraint later unique nulls not distinct (b) deferrable;
