-- Types that were announced and never defined.
select type.oid, namespace.nspname::text as schema, type.typname::text as name
from pg_catalog.pg_type type
join pg_catalog.pg_namespace namespace on namespace.oid = type.typnamespace
where type.typtype = 'p' and not type.typisdefined
  and {{user "namespace.nspname"}} and not {{member "pg_type" "type.oid"}}
order by namespace.nspname, type.typname
