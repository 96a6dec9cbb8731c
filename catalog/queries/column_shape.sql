-- The columns of tables. type_schema is that of a user's type, of its elements if it is an array; missing is what rows have that
-- were there before the column.
select attribute.attrelid as relation, attribute.attnum::int as number, attribute.attname::text as name,
       pg_catalog.format_type(attribute.atttypid, attribute.atttypmod) as type,
       case when namespace.nspname = 'pg_catalog' then '' else namespace.nspname end::text as type_schema,
       attribute.attinhcount > 0 as inherited, attribute.attgenerated <> '' as generated,
       attribute.attnotnull and not attribute.atthasdef and attribute.attidentity = '' as required,
       attribute.attnotnull as filled, attribute.xmin::text::bigint as version,
       case when attribute.atthasmissing then attribute.attmissingval::text end as missing,
       case when attribute.atthasmissing then (
              select pg_catalog.pg_get_expr(given.adbin, given.adrelid) from pg_catalog.pg_attrdef given
              where given.adrelid = attribute.attrelid and given.adnum = attribute.attnum) end as given,
       exists (select from pg_catalog.pg_depend depend where depend.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
               and depend.refobjid = attribute.attrelid and depend.refobjsubid = attribute.attnum and depend.deptype = 'n') as needed
from pg_catalog.pg_class relation
join pg_catalog.pg_namespace home on home.oid = relation.relnamespace and {{user "home.nspname"}}
join pg_catalog.pg_attribute attribute on attribute.attrelid = relation.oid and attribute.attnum > 0
  and not attribute.attisdropped
join pg_catalog.pg_type type on type.oid = attribute.atttypid
join pg_catalog.pg_namespace namespace on namespace.oid = type.typnamespace
where relation.relkind in ('r', 'p') and relation.relpersistence <> 't'
order by attribute.attrelid, attribute.attnum
