-- Extensions that somebody installed. What initdb installed (plpgsql) is there on every server.
select extension.oid, extension.extname::text as name, namespace.nspname::text as schema, namespace.oid as schema_oid,
       extension.extversion as version,
       exists (select from pg_catalog.pg_depend member
               where member.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass and member.objid = namespace.oid
                 and member.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                 and member.refobjid = extension.oid and member.deptype = 'e') as own_schema
from pg_catalog.pg_extension extension
join pg_catalog.pg_namespace namespace on namespace.oid = extension.extnamespace
where extension.oid >= 16384
order by extension.extname
