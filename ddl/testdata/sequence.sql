-- Sequences with every option, owned by columns, disowned, renamed, moved
create schema "Se q";
create sequence "Se q"."all %" as smallint increment by -3 minvalue -300 maxvalue 5 start with 4 cache 7 cycle;
create sequence plain;
create sequence wide increment by 10 minvalue -9223372036854775808 maxvalue 9223372036854775807 start with 0;
create sequence "in""t" as integer minvalue 10 no cycle;
create table owner (id int default nextval('"Se q"."all %"'), other int, "co l" bigint);
alter sequence "in""t" owned by owner."co l";
create table serials (a serial, b bigserial, c smallserial, d serial, e int default nextval('plain'));
alter sequence serials_a_seq increment by 2 cache 20;
alter table serials alter a drop default;
alter sequence serials_b_seq owned by none;
alter sequence serials_c_seq rename to "re;named";
alter table serials alter d type bigint;
create sequence moved;
alter sequence moved set schema "Se q";
comment on sequence "Se q".moved is 'mo''ved';
