-- Sequences: free ones, those that a column owns (serial), and those behind an identity column. Values are data.
select relation.oid, namespace.nspname::text as schema, relation.relname::text as name, relation.reltype as type_oid,
       pg_catalog.format_type(sequence.seqtypid, null) as type,
       sequence.seqstart as start, sequence.seqincrement as increment, sequence.seqmin as min, sequence.seqmax as max,
       sequence.seqcache as cache, sequence.seqcycle as cycle, relation.relpersistence = 'u' as unlogged,
       coalesce(owner.refobjid, 0) as owner, coalesce(owner.refobjsubid, 0)::smallint as owner_column,
       case when owner.refobjid is null then ''
            else pg_catalog.format('%I.%I.%I', table_schema.nspname, tables.relname, attribute.attname) end as owned_by,
       coalesce(owner.deptype = 'i', false) as identity
from pg_catalog.pg_sequence sequence
join pg_catalog.pg_class relation on relation.oid = sequence.seqrelid
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
left join pg_catalog.pg_depend owner on owner.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
  and owner.objid = relation.oid and owner.objsubid = 0
  and owner.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and owner.refobjsubid > 0 and owner.deptype in ('a', 'i')
left join pg_catalog.pg_class tables on tables.oid = owner.refobjid
left join pg_catalog.pg_namespace table_schema on table_schema.oid = tables.relnamespace
left join pg_catalog.pg_attribute attribute on attribute.attrelid = owner.refobjid and attribute.attnum = owner.refobjsubid
where {{user "namespace.nspname"}} and not {{member "pg_class" "relation.oid"}}
order by namespace.nspname, relation.relname
