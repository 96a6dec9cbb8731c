-- Foreign tables.
select relation.oid, namespace.nspname::text as schema, relation.relname::text as name,
       relation.reltype as type, coalesce(row_type.typarray, 0) as array_type,
       server.srvname::text as server, coalesce(foreign_table.ftoptions, '{}') as options,
       coalesce(pg_catalog.pg_get_expr(relation.relpartbound, relation.oid), '') as bound
from pg_catalog.pg_class relation
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
join pg_catalog.pg_foreign_table foreign_table on foreign_table.ftrelid = relation.oid
join pg_catalog.pg_foreign_server server on server.oid = foreign_table.ftserver
left join pg_catalog.pg_type row_type on row_type.oid = relation.reltype
where {{user "namespace.nspname"}} and not {{member "pg_class" "relation.oid"}}
order by namespace.nspname, relation.relname
