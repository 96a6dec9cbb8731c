-- Triggers and their clones on partitions. Some servers call the clones internal, and foreign keys too have clones: what
-- tells them apart is the constraint.
select triggers.oid, triggers.tgrelid as relation, namespace.nspname::text as schema,
       relation.relname::text as relation_name, triggers.tgname::text as name,
       case when triggers.tgparentid = 0 then pg_catalog.pg_get_triggerdef(triggers.oid) else '' end as definition,
       triggers.tgenabled::text as enabled, triggers.tgparentid as parent, triggers.tgconstraint as constraint
from pg_catalog.pg_trigger triggers
join pg_catalog.pg_class relation on relation.oid = triggers.tgrelid
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
left join pg_catalog.pg_constraint constraints on constraints.oid = triggers.tgconstraint
where {{user "namespace.nspname"}} and {{ours "relation.oid"}}
  and (triggers.tgparentid <> 0 or not triggers.tgisinternal)
  and coalesce(constraints.contype, 't') = 't'
order by namespace.nspname, relation.relname, triggers.tgname
