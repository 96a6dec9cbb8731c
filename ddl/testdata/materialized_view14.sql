-- Materialized views that others read by way of a function
-- from: 14
create table t (id int);
create materialized view z as select id from t;
create function of_z() returns bigint begin atomic select count(*) from z; end;
create materialized view a as select of_z() as n;
create view between as select n from a;
create materialized view "0" as select n from between;
