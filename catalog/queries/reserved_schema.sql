-- The schema that copydb keeps for itself, if it is there, and whether it holds the journal of a run.
select namespace.nspname::text as name,
       exists (select from pg_catalog.pg_class relation
               where relation.relnamespace = namespace.oid and relation.relname = 'step' and relation.relkind = 'r') as journal
from pg_catalog.pg_namespace namespace
where namespace.nspname = 'copydb'
