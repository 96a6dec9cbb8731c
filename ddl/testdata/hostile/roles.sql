-- Roles with hostile names, and all that hangs on them; see database.sql. The cluster is a test's own.
create role #alice superuser createdb createrole replication bypassrls connection limit 3 password #' valid until '2031-02-03';
create role #bob noinherit login password #';
create role #carol;
create role #dave createrole;
comment on role #alice is #';
comment on role #bob is #';
grant #dave to #carol with admin option;
grant #bob to #alice;
set role #carol;
grant #dave to #bob;
reset role;
alter role #alice set application_name = #';
alter role #alice set search_path = #?, #?, "$user", #?;
alter role #bob set temp_tablespaces = '';
alter role #bob set "hostile.one" = #';
alter role all set application_name = #';
