-- The live columns of the relations that rows can be written to, all, if they are few, or the one named by $1 and $2, each with the type that is beneath its domains. comparable: the base type has an equality
-- operator of its own, that of its default B-tree operator class.
with recursive base as (
  select attribute.attrelid, attribute.attnum, attribute.atttypid as oid
  from pg_catalog.pg_attribute attribute
  join pg_catalog.pg_class relation on relation.oid = attribute.attrelid and relation.relkind in ('r', 'p', 'f')
  join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace and {{user "namespace.nspname"}}
  where attribute.attnum > 0 and not attribute.attisdropped
    and ($1::text is null and {{few}} or namespace.nspname = $1 and relation.relname = $2)
  union all
  select base.attrelid, base.attnum, type.typbasetype
  from base join pg_catalog.pg_type type on type.oid = base.oid and type.typtype = 'd'
)
select base.attrelid as relation, attribute.attname::text as name, pg_catalog.format_type(attribute.atttypid, attribute.atttypmod) as type,
       base.oid as base_oid, namespace.nspname::text as type_schema, type.typname::text as type_name,
       attribute.attgenerated::text as generated, attribute.attidentity::text as identity,
       type.typtype = 'e' or base.oid = 'pg_catalog.varchar'::pg_catalog.regtype
         or exists (select from pg_catalog.pg_opclass class join pg_catalog.pg_am method on method.oid = class.opcmethod
                    where class.opcintype = base.oid and class.opcdefault and method.amname = 'btree') as comparable,
       type.typreceive <> 0 as receives
from base
join pg_catalog.pg_type type on type.oid = base.oid and type.typtype <> 'd'
join pg_catalog.pg_namespace namespace on namespace.oid = type.typnamespace
join pg_catalog.pg_attribute attribute on attribute.attrelid = base.attrelid and attribute.attnum = base.attnum
order by base.attrelid, attribute.attnum
