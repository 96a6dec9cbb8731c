-- The relations that hold rows of their own, and whether they can be read: a materialized view may never have been filled.
select format('%I.%I', namespace.nspname, relation.relname) as name, relation.relispopulated as filled
from pg_class relation
join pg_namespace namespace on namespace.oid = relation.relnamespace
where relation.relkind in ('r', 'm') and namespace.nspname !~ '^pg_' and namespace.nspname <> 'information_schema'
order by 1
