-- Indexes of the users' relations, those of constraints among them. An index is no member of the extension that brought
-- it: its relation is. Servers before HasNullsNotDistinct know only unique indexes in which NULLs differ.
select class.oid, namespace.nspname::text as schema, class.relname::text as name,
       index.indrelid as relation, relation.relname::text as relation_name,
       pg_catalog.pg_get_indexdef(class.oid) as definition,
       coalesce(pg_catalog.pg_get_expr(index.indpred, index.indrelid), '') as predicate,
       method.amname::text as access_method,
       class.relkind = 'I' as partitioned,
       index.indisvalid and index.indisready and index.indislive as valid,
       {{if .HasNullsNotDistinct}}index.indnullsnotdistinct{{else}}false{{end}} as nulls_not_distinct,
       index.indnatts > index.indnkeyatts as includes,
       method.amname = 'brin' and exists (
         select from pg_catalog.pg_opclass class_of_key
         where class_of_key.oid = any (index.indclass::pg_catalog.oid[]) and class_of_key.oid < 16384
           and class_of_key.opcname ~ '_(minmax_multi|bloom)_ops$') as summarizes,
       coalesce(owner.oid, 0) as constraint,
       coalesce(parent.oid, 0) as parent, coalesce(parent_namespace.nspname::text, '') as parent_schema,
       coalesce(parent.relname::text, '') as parent_name,
       coalesce(tablespace.spcname::text, '') as tablespace,
       coalesce(class.reloptions, '{}') as options,
       coalesce(target.columns, '{}') as target_columns, coalesce(target.targets, '{}') as targets,
       class.relpages::bigint * pg_catalog.current_setting('block_size')::bigint as bytes, not first_key.attbyval as by_reference,
       index.indisclustered as clustered, index.indisreplident as replica_identity
from pg_catalog.pg_index index
join pg_catalog.pg_class class on class.oid = index.indexrelid
join pg_catalog.pg_class relation on relation.oid = index.indrelid
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
join pg_catalog.pg_am method on method.oid = class.relam
join pg_catalog.pg_attribute first_key on first_key.attrelid = class.oid and first_key.attnum = 1
left join pg_catalog.pg_constraint owner on owner.conindid = class.oid and owner.conrelid = index.indrelid
  and owner.contype in ('p', 'u', 'x')
left join pg_catalog.pg_inherits inherits on inherits.inhrelid = class.oid
left join pg_catalog.pg_class parent on parent.oid = inherits.inhparent
left join pg_catalog.pg_namespace parent_namespace on parent_namespace.oid = parent.relnamespace
left join pg_catalog.pg_tablespace tablespace on tablespace.oid = class.reltablespace
left join (
  select attribute.attrelid, pg_catalog.array_agg(attribute.attnum order by attribute.attnum) as columns,
         pg_catalog.array_agg(attribute.attstattarget::int order by attribute.attnum) as targets
  from pg_catalog.pg_attribute attribute
  join pg_catalog.pg_index index on index.indexrelid = attribute.attrelid
  where attribute.attstattarget >= 0 and not attribute.attisdropped and index.indexprs is not null
  group by attribute.attrelid) target on target.attrelid = class.oid
where {{user "namespace.nspname"}} and relation.relkind <> 't' and {{ours "relation.oid"}}
order by namespace.nspname, class.relname
