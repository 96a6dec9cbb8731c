-- ALTER DEFAULT PRIVILEGES. Those for objects in any schema replace the built-in access list; those for one schema add to
-- it, so that they begin with nothing.
select defaults.oid, role.rolname::text as role, coalesce(namespace.nspname::text, '') as schema,
       defaults.defaclnamespace as schema_oid, defaults.defaclobjtype::text as objects, defaults.defaclacl::text[] as list,
       case when defaults.defaclnamespace = 0
            then pg_catalog.acldefault(case defaults.defaclobjtype when 'S' then 's'::"char" else defaults.defaclobjtype end,
                                       defaults.defaclrole)::text[]
            else array[]::text[] end as initial
from pg_catalog.pg_default_acl defaults
join pg_catalog.pg_roles role on role.oid = defaults.defaclrole
left join pg_catalog.pg_namespace namespace on namespace.oid = defaults.defaclnamespace
order by role.rolname, namespace.nspname nulls first, defaults.defaclobjtype
