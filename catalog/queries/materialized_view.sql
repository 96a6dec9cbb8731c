-- Materialized views.
select relation.oid, namespace.nspname::text as schema, relation.relname::text as name,
       relation.reltype as type, coalesce(row_type.typarray, 0) as array_type, rule.oid as rule,
       coalesce(relation.reloptions, '{}') || case when toast.reloptions is null then '{}' else array(
         select 'toast.' || option from pg_catalog.unnest(toast.reloptions) option) end as options,
       case when method.amname = 'heap' then '' else coalesce(method.amname, '') end::text as access_method,
       coalesce(tablespace.spcname, '')::text as tablespace,
       pg_catalog.rtrim(pg_catalog.pg_get_viewdef(relation.oid), ';') as definition,
       relation.relispopulated as populated, relation.relreplident::text as replica_identity
from pg_catalog.pg_class relation
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
join pg_catalog.pg_rewrite rule on rule.ev_class = relation.oid and rule.rulename = '_RETURN'
left join pg_catalog.pg_type row_type on row_type.oid = relation.reltype
left join pg_catalog.pg_am method on method.oid = relation.relam
left join pg_catalog.pg_tablespace tablespace on tablespace.oid = relation.reltablespace
left join pg_catalog.pg_class toast on toast.oid = relation.reltoastrelid
where relation.relkind = 'm' and {{user "namespace.nspname"}} and not {{member "pg_class" "relation.oid"}}
order by namespace.nspname, relation.relname
