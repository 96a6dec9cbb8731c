-- Row security policies. The role 0 stands for everybody.
select policy.oid, policy.polrelid as relation, namespace.nspname::text as schema,
       relation.relname::text as relation_name, policy.polname::text as name,
       policy.polpermissive as permissive, policy.polcmd::text as command,
       array(select role.rolname::text from pg_catalog.pg_roles role where role.oid = any (policy.polroles)
             order by role.rolname) as roles,
       array(select role.oid from pg_catalog.pg_roles role where role.oid = any (policy.polroles)
             order by role.rolname) as role_oids,
       coalesce(pg_catalog.pg_get_expr(policy.polqual, policy.polrelid), '') as using,
       coalesce(pg_catalog.pg_get_expr(policy.polwithcheck, policy.polrelid), '') as check
from pg_catalog.pg_policy policy
join pg_catalog.pg_class relation on relation.oid = policy.polrelid
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
where {{user "namespace.nspname"}} and {{ours "relation.oid"}}
order by namespace.nspname, relation.relname, policy.polname
