-- Schemas of the users' own. Those that belong to an extension are the extension's to make. A dropped public schema is a
-- fact as well, since every database begins with one.
select namespace.oid, namespace.nspname::text as name, false as dropped
from pg_catalog.pg_namespace namespace
where {{user "namespace.nspname"}} and not {{member "pg_namespace" "namespace.oid"}}
union all
select 0, 'public', true where not exists (select from pg_catalog.pg_namespace where nspname = 'public')
order by name
