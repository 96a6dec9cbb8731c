-- Enumerated types and their labels.
select type.oid, type.typarray as array_type, namespace.nspname::text as schema, type.typname::text as name,
       array(select label.enumlabel::text from pg_catalog.pg_enum label
             where label.enumtypid = type.oid order by label.enumsortorder) as labels
from pg_catalog.pg_type type
join pg_catalog.pg_namespace namespace on namespace.oid = type.typnamespace
where type.typtype = 'e' and {{user "namespace.nspname"}} and not {{member "pg_type" "type.oid"}}
order by namespace.nspname, type.typname
