-- wide: rows of 900 MB in one field, in four tables.
create table a (id int, content bytea);
alter table a alter content set storage external;
insert into a select i, convert_to(repeat('x', greatest(1, 900e6 * current_setting('bench.scale')::float8)::int), 'SQL_ASCII')
from generate_series(1, 2) i;
create table b as table a;
create table c as table a;
create table d as table a;
