-- Conversions between encodings.
select conversion.oid, namespace.nspname::text as schema, conversion.conname::text as name,
       pg_catalog.pg_encoding_to_char(conversion.conforencoding)::text as from,
       pg_catalog.pg_encoding_to_char(conversion.contoencoding)::text as to,
       conversion.conproc::text as function, conversion.condefault as default
from pg_catalog.pg_conversion conversion
join pg_catalog.pg_namespace namespace on namespace.oid = conversion.connamespace
where {{user "namespace.nspname"}} and not {{member "pg_conversion" "conversion.oid"}}
order by namespace.nspname, conversion.conname
