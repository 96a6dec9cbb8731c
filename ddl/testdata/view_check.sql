-- Views that check what is written through them, and hide how they are read
create table t (a int, b text);
create view "lo cal" as select a, b from t where a > 0 with local check option;
create view cascaded as select a from "lo cal" where a < 9 with cascaded check option;
create view barrier with (security_barrier) as select b from t where b <> '%';
create view "bo th" with (security_barrier = false, check_option = local) as select a from t where a <> 5;
create view renamed (x, "y;") as select a, b from t;
create view none as select;
alter view cascaded alter a set default 3;
