-- Base types. Array types are base types as well: they come with their elements' type.
select type.oid, type.typarray as array_type, namespace.nspname::text as schema, type.typname::text as name,
       type.typinput::text as input, type.typoutput::text as output,
       {{procedure "type.typreceive"}} as receive,
       {{procedure "type.typsend"}} as send,
       {{procedure "type.typmodin"}} as modifier_input,
       {{procedure "type.typmodout"}} as modifier_output,
       {{procedure "type.typanalyze"}} as analyze,
       {{if .HasSubscripting}}{{procedure "type.typsubscript"}}{{else}}''{{end}} as subscript,
       type.typlen as length, type.typbyval as by_value, type.typalign::text as alignment, type.typstorage::text as storage,
       type.typcategory::text as category, type.typispreferred as preferred,
       coalesce(pg_catalog.pg_get_expr(type.typdefaultbin, 0), pg_catalog.quote_literal(type.typdefault), '') as default,
       case when type.typelem = 0 then '' else pg_catalog.format_type(type.typelem, null) end as element,
       type.typdelim::text as delimiter, type.typcollation <> 0 as collatable
from pg_catalog.pg_type type
join pg_catalog.pg_namespace namespace on namespace.oid = type.typnamespace
left join pg_catalog.pg_type element on element.oid = type.typelem and element.typarray = type.oid
where type.typtype = 'b' and element.oid is null
  and {{user "namespace.nspname"}} and not {{member "pg_type" "type.oid"}}
order by namespace.nspname, type.typname
