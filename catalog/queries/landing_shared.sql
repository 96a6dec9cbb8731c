-- The relations whose rows can be written in any order, as SQL names them: fewer than two of their indexes could refuse a row because of
-- another. None where there are many relations.
select coalesce(pg_catalog.array_agg(pg_catalog.concat('"', pg_catalog.replace(namespace.nspname, '"', '""'), '"."', pg_catalog.replace(relation.relname, '"', '""'), '"')), '{}')
from pg_catalog.pg_class relation
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace and {{user "namespace.nspname"}}
where relation.relkind in ('r', 'f') and {{few}}
  and (select pg_catalog.count(*) from pg_catalog.pg_index index
       where index.indrelid = relation.oid and (index.indisunique or index.indisexclusion)) < 2
