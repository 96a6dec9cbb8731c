-- Composite types on their own, with their attributes.
select type.oid, type.typarray as array_type, type.typrelid as relation,
       namespace.nspname::text as schema, type.typname::text as name,
       coalesce(attributes.names, '{}') as attributes, coalesce(attributes.types, '{}') as types,
       coalesce(attributes.collations, '{}') as collations
from pg_catalog.pg_type type
join pg_catalog.pg_class relation on relation.oid = type.typrelid
join pg_catalog.pg_namespace namespace on namespace.oid = type.typnamespace
cross join lateral (
  select pg_catalog.array_agg(attribute.attname::text order by attribute.attnum) as names,
         pg_catalog.array_agg(pg_catalog.format_type(attribute.atttypid, attribute.atttypmod) order by attribute.attnum) as types,
         pg_catalog.array_agg(case when attribute.attcollation <> 0 and attribute.attcollation <> attribute_type.typcollation
                                   then attribute.attcollation::pg_catalog.regcollation::text else '' end
                              order by attribute.attnum) as collations
  from pg_catalog.pg_attribute attribute
  join pg_catalog.pg_type attribute_type on attribute_type.oid = attribute.atttypid
  where attribute.attrelid = relation.oid and attribute.attnum > 0 and not attribute.attisdropped
) attributes
where relation.relkind = 'c' and {{user "namespace.nspname"}} and not {{member "pg_type" "type.oid"}}
order by namespace.nspname, type.typname
