-- Tables and sequences of extensions whose rows are the users'. A condition that is empty means all rows.
with config as (
  select extension.oid as extension_oid, entry.oid, entry.condition
  from pg_catalog.pg_extension extension
  cross join lateral rows from (pg_catalog.unnest(extension.extconfig), pg_catalog.unnest(extension.extcondition))
             entry (oid, condition)
  where extension.oid >= 16384
)
select relation.oid, config.extension_oid, namespace.nspname::text as schema, relation.relname::text as name,
       relation.relkind = 'S' as sequence, pg_catalog.regexp_replace(coalesce(config.condition, ''), '^\s*where\M', '', 'i') as condition,
       array(select attribute.attname::text from pg_catalog.pg_attribute attribute
             where attribute.attrelid = relation.oid and attribute.attnum > 0 and not attribute.attisdropped
               and attribute.attgenerated = '' and relation.relkind <> 'S'
             order by attribute.attnum) as columns,
       array(select distinct reference.confrelid from pg_catalog.pg_constraint reference
             where reference.contype = 'f' and reference.conrelid = relation.oid and reference.confrelid <> relation.oid
               and reference.confrelid in (select oid from config)
             order by reference.confrelid) as references
from config
join pg_catalog.pg_class relation on relation.oid = config.oid
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
order by namespace.nspname, relation.relname
