-- By what the table $1 can be cut into ranges: its blocks, and the first column of its best btree index, which has to be of a
-- type of the system's own, since a comparison finds no other operators. A table that the role may not read in full has none.
select greatest(pg_catalog.pg_relation_size(relation.oid)
                / pg_catalog.current_setting('block_size')::bigint, 0) as blocks,
       coalesce(key.name, '') as column, coalesce(key.type, '') as type
from pg_catalog.pg_class relation
left join lateral (
  select attribute.attname::text as name, type.typname::text as type
  from pg_catalog.pg_index index
  join pg_catalog.pg_class class on class.oid = index.indexrelid
  join pg_catalog.pg_am method on method.oid = class.relam and method.amname = 'btree'
  join pg_catalog.pg_attribute attribute on attribute.attrelid = relation.oid and attribute.attnum = index.indkey[0]
  join pg_catalog.pg_type type on type.oid = attribute.atttypid and type.typtype = 'b'
                              and type.typnamespace = 'pg_catalog'::pg_catalog.regnamespace
  join pg_catalog.pg_opclass operators on operators.oid = index.indclass[0] and operators.opcdefault
  where index.indrelid = relation.oid and index.indisvalid and index.indpred is null
    and index.indcollation[0] = attribute.attcollation
    and pg_catalog.has_table_privilege(relation.oid, 'select') and not pg_catalog.row_security_active(relation.oid)
  order by index.indisprimary desc, index.indisunique desc, type.typname in ('int2', 'int4', 'int8') desc, index.indexrelid
  limit 1) key on true
where relation.oid = $1
