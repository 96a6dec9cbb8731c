-- The cluster's roles, but for those that the system brings. Passwords are read where the role may read them.
select role.oid, role.rolname::text as name, role.rolsuper as superuser, role.rolinherit as inherit,
       role.rolcreaterole as create_role, role.rolcreatedb as create_database, role.rolcanlogin as login,
       role.rolreplication as replication, role.rolbypassrls as bypass_rls, role.rolconnlimit as connection_limit,
       {{if .CanReadAuthID}}coalesce(secret.rolpassword, ''){{else}}''{{end}} as password,
       coalesce(role.rolvaliduntil::text, '') as valid_until,
       coalesce(pg_catalog.shobj_description(role.oid, 'pg_authid'), '') as comment
from pg_catalog.pg_roles role
{{- if .CanReadAuthID}}
join pg_catalog.pg_authid secret on secret.oid = role.oid
{{- end}}
where role.rolname !~ '^pg_'
order by role.rolname collate "C"
