-- Views: options, checks, defaults, loops, and a primary key that a GROUP BY leans on
create schema "V w";
create table "V w"."ta ble" (id int primary key, "Na me" text collate "C", v varchar(10), n numeric(8,2)[], at timestamptz(3));
create view "V w".plain as select * from "V w"."ta ble";
create view "V w"."select" ("from", "Upper", "quo""te", "back\slash") as select 1, 'x'::text collate "C", null::varchar(7), 2.5;
create view "V w".barrier with (security_barrier) as select id from "V w".plain where id > 0;
create view "V w".cascaded with (security_barrier = false) as select id, "Na me" from "V w".barrier join "V w".plain using (id);
create view "V w".checked as select id from "V w"."ta ble" where id < 100 with cascaded check option;
create view "V w".local_check as select id, v from "V w"."ta ble" where id < 10 with local check option;
alter view "V w".local_check alter column id set default 7, alter column v set default E'it''s \\ a';
create view "V w".grouped as select id, v, count(*) from "V w"."ta ble" group by id;
create view "V w".over_grouped as select count(*) from "V w".grouped;
create recursive view "V w".recursion (n) as values (1) union all select n + 1 from recursion where n < 9;
create view "V w".no_columns as select;

-- A function of a view that the view calls.
create view "V w".loop as select 1::numeric(5,1) as a, 'x'::text collate "C" as b, null::varchar(3)[] as c;
create function "V w".of_loop("V w".loop) returns int language sql as 'select 1';
create or replace view "V w".loop as
  select 1::numeric(5,1) as a, 'x'::text collate "C" as b, null::varchar(3)[] as c, "V w".of_loop(null) as d;

-- A table of a view's rows, under a view over the table.
create table "V w".of_plain (rows "V w".plain[]);
create view "V w".over_of_plain as select rows from "V w".of_plain;

-- Two views in each other's way, by way of a rule.
create view "V w".first as select 1 as a;
create view "V w".second as select a from "V w".first;
create rule "to second" as on insert to "V w".first do instead select * from "V w".second;
comment on view "V w".plain is 'a view';
comment on column "V w".plain."Na me" is 'a column of a view';
