-- Operator families.
select family.oid, namespace.nspname::text as schema, family.opfname::text as name, method.amname::text as method
from pg_catalog.pg_opfamily family
join pg_catalog.pg_namespace namespace on namespace.oid = family.opfnamespace
join pg_catalog.pg_am method on method.oid = family.opfmethod
where {{user "namespace.nspname"}} and not {{member "pg_opfamily" "family.oid"}}
order by namespace.nspname, family.opfname, method.amname
