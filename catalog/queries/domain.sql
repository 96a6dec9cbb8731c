-- Domains; their constraints are in domain_constraint.sql. A default without a tree is text that the base type reads.
select type.oid, type.typarray as array_type, namespace.nspname::text as schema, type.typname::text as name,
       pg_catalog.format_type(type.typbasetype, type.typtypmod) as base,
       case when type.typcollation <> 0 and type.typcollation <> base.typcollation
            then type.typcollation::pg_catalog.regcollation::text else '' end as collation,
       coalesce(pg_catalog.pg_get_expr(type.typdefaultbin, 0), pg_catalog.quote_literal(type.typdefault), '') as default,
       type.typnotnull as not_null
from pg_catalog.pg_type type
join pg_catalog.pg_namespace namespace on namespace.oid = type.typnamespace
join pg_catalog.pg_type base on base.oid = type.typbasetype
where type.typtype = 'd' and {{user "namespace.nspname"}} and not {{member "pg_type" "type.oid"}}
order by namespace.nspname, type.typname
