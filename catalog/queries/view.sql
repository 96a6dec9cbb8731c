-- Views.
select relation.oid, namespace.nspname::text as schema, relation.relname::text as name,
       relation.reltype as type, coalesce(row_type.typarray, 0) as array_type, rule.oid as rule,
       coalesce(relation.reloptions, '{}') as options,
       pg_catalog.rtrim(pg_catalog.pg_get_viewdef(relation.oid), ';') as definition
from pg_catalog.pg_class relation
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
join pg_catalog.pg_rewrite rule on rule.ev_class = relation.oid and rule.rulename = '_RETURN'
left join pg_catalog.pg_type row_type on row_type.oid = relation.reltype
where relation.relkind = 'v' and {{user "namespace.nspname"}} and not {{member "pg_class" "relation.oid"}}
order by namespace.nspname, relation.relname
