-- Views that read with the privileges of who asks
-- from: 15
create table t (id int);
create view invoker with (security_invoker = true, security_barrier = true) as select * from t;
create view definer with (security_invoker = off, check_option = local) as select * from t;
