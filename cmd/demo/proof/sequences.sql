-- The sequences.
select format('%I.%I', namespace.nspname, relation.relname) as name
from pg_class relation
join pg_namespace namespace on namespace.oid = relation.relnamespace
where relation.relkind = 'S' and namespace.nspname !~ '^pg_'
order by 1
