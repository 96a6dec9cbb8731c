-- Tables, as both sides of a stream have to agree on them: whose partition each is, how it is cut itself, and the file of its rows.
select relation.oid, namespace.nspname::text as schema, relation.relname::text as name,
       coalesce(parent_schema.nspname, '')::text as parent_schema, coalesce(parent.relname, '')::text as parent_name,
       coalesce(pg_catalog.pg_get_expr(relation.relpartbound, relation.oid), '') as bound,
       case relation.relkind when 'p' then pg_catalog.pg_get_partkeydef(relation.oid) else '' end as partition_key,
       case relation.relkind when 'r' then relation.relfilenode else 0 end as file
from pg_catalog.pg_class relation
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
left join pg_catalog.pg_inherits inherits on inherits.inhrelid = relation.oid and relation.relispartition
left join pg_catalog.pg_class parent on parent.oid = inherits.inhparent
left join pg_catalog.pg_namespace parent_schema on parent_schema.oid = parent.relnamespace
where relation.relkind in ('r', 'p') and relation.relpersistence <> 't' and {{user "namespace.nspname"}}
  and not {{member "pg_class" "relation.oid"}}
order by namespace.nspname, relation.relname
