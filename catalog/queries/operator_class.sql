-- Operator classes; their members are in operator_member.sql.
select class.oid, namespace.nspname::text as schema, class.opcname::text as name, method.amname::text as method,
       pg_catalog.format_type(class.opcintype, null) as type, class.opcdefault as default,
       family_namespace.nspname::text as family_schema, family.opfname::text as family_name,
       case when class.opckeytype = 0 then '' else pg_catalog.format_type(class.opckeytype, null) end as storage
from pg_catalog.pg_opclass class
join pg_catalog.pg_namespace namespace on namespace.oid = class.opcnamespace
join pg_catalog.pg_am method on method.oid = class.opcmethod
join pg_catalog.pg_opfamily family on family.oid = class.opcfamily
join pg_catalog.pg_namespace family_namespace on family_namespace.oid = family.opfnamespace
where {{user "namespace.nspname"}} and not {{member "pg_opclass" "class.oid"}}
order by namespace.nspname, class.opcname, method.amname
