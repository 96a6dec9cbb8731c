-- Tables on which the triggers that enforce constraints were switched off, or otherwise not left as they were made.
select relation.oid as relation, namespace.nspname::text as schema, relation.relname::text as name,
       pg_catalog.bool_and(triggers.tgenabled = 'D') as all_disabled
from pg_catalog.pg_trigger triggers
join pg_catalog.pg_constraint constraints on constraints.oid = triggers.tgconstraint
join pg_catalog.pg_class relation on relation.oid = triggers.tgrelid
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
where {{user "namespace.nspname"}} and {{ours "relation.oid"}}
  and triggers.tgisinternal and constraints.contype <> 't'
group by relation.oid, namespace.nspname, relation.relname
having pg_catalog.bool_or(triggers.tgenabled <> 'O')
order by namespace.nspname, relation.relname
