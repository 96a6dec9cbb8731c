-- Tables in tablespaces, and by access methods.
-- tablespaces: rows, "Rows ""2"""
create access method "heap ""2""" type table handler heap_tableam_handler;
create table in_rows (a int) tablespace rows;
create table in_rows_2 (a int generated always as identity) with (fillfactor = 80) tablespace """Rows """"2""""""";
create table by_method (a int, b text) using "heap ""2""" with (fillfactor = 60);
create table parted (a int) partition by list (a) tablespace rows;
create table part_1 partition of parted for values in (1);
create table part_2 partition of parted for values in (2) using "heap ""2""" tablespace pg_default;
create table child () inherits (by_method) tablespace rows;
