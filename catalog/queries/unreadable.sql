-- Tables and sequences that the session's role cannot copy in full: no privilege, or row security that applies to it.
select case relation.relkind when 'S' then 'sequence' else 'table' end as kind,
       namespace.nspname as schema, relation.relname as name,
       not (pg_catalog.has_schema_privilege(namespace.oid, 'usage') and pg_catalog.has_table_privilege(relation.oid, 'select')) as denied,
       pg_catalog.row_security_active(relation.oid) as filtered
from pg_catalog.pg_class relation
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
where relation.relkind in ('r', 'S') and relation.relpersistence <> 't' and {{user "namespace.nspname"}}
  and not {{member "pg_class" "relation.oid"}}
  and (pg_catalog.row_security_active(relation.oid)
       or not pg_catalog.has_schema_privilege(namespace.oid, 'usage')
       or not pg_catalog.has_table_privilege(relation.oid, 'select'))
order by namespace.nspname, relation.relname
