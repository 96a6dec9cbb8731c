-- Constraints of domains.
select constraints.oid, constraints.contypid as domain, constraints.conname::text as name,
       pg_catalog.pg_get_constraintdef(constraints.oid) as definition,
       constraints.contype = 'n' as not_null, constraints.convalidated as validated
from pg_catalog.pg_constraint constraints
join pg_catalog.pg_type type on type.oid = constraints.contypid
join pg_catalog.pg_namespace namespace on namespace.oid = type.typnamespace
where {{user "namespace.nspname"}} and not {{member "pg_type" "type.oid"}}
order by namespace.nspname, type.typname, constraints.conname
