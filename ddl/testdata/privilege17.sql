-- The privilege to maintain, and access lists with all privileges
-- from: 17
-- roles: story alice
create table t (id int);
create table all_of_it (id int);
create table not_mine (id int);
create table of_alice (a int, b int);
alter table of_alice owner to "story alice";
set role "story alice";
revoke all on of_alice from "story alice";
grant insert on of_alice to "story alice";
grant select on of_alice to public;
reset role;
grant maintain on t to public;
grant maintain on t to "story alice" with grant option;
grant all on all_of_it to "story alice";
revoke all on not_mine from postgres;
grant all on not_mine to postgres with grant option;
alter default privileges grant maintain on tables to "story alice";
