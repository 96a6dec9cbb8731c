-- Compression of columns, which children inherit and may change.
-- from: 14
create table "C ""c""" (a text compression pglz, b text, c jsonb compression pglz);
create table child (d text compression pglz) inherits ("C ""c""");
alter table child alter a set compression default, alter b set compression pglz;
create table parted (a text, b text compression pglz) partition by list (a);
create table part partition of parted default;
alter table part alter a set compression pglz, alter b set compression default;
alter table "C ""c""" add column late text compression pglz;
