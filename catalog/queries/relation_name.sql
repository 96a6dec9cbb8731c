-- The names of all relations of the users' that have one of their own.
select namespace.nspname::text as schema, relation.relname::text as name
from pg_catalog.pg_class relation
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
where relation.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and {{user "namespace.nspname"}}
