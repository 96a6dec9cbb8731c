-- Schemas of the users' own. Those that belong to an extension are the extension's to make.
select namespace.oid, namespace.nspname as name
from pg_catalog.pg_namespace namespace
where {{user "namespace.nspname"}} and not {{member "pg_namespace" "namespace.oid"}}
order by namespace.nspname
