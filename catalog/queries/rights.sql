-- What the session's role may do. Nobody has to ask that of a superuser, but for the settings that there are. A role that may
-- only become another, and has none of its privileges until then, could not work on what it hands over to it. A public
-- schema that is not there would be the role's own.
select current_user::text as role, role.rolsuper as superuser, role.rolcreaterole as create_role,
       role.rolcreatedb as create_database, role.rolreplication as replication, role.rolbypassrls as bypass_rls,
       (select pg_catalog.pg_has_role(datdba, 'usage') from pg_catalog.pg_database
        where datname = pg_catalog.current_database()) as owns_database,
       coalesce((select pg_catalog.pg_has_role(nspowner, 'usage') from pg_catalog.pg_namespace where nspname = 'public'),
                true) as owns_public,
{{- if .Superuser}}
       array[]::text[] as acts_as, array[]::text[] as administers, array[]::text[] as wrappers,
{{- else}}
       array(select other.rolname::text from pg_catalog.pg_roles other
             where pg_catalog.pg_has_role(other.oid, 'usage')
               and pg_catalog.pg_has_role(other.oid, {{if .HasMembershipOptions}}'set'{{else}}'member'{{end}})
             order by other.rolname collate "C") as acts_as,
       array(select other.rolname::text from pg_catalog.pg_roles other
             where pg_catalog.pg_has_role(other.oid, 'usage with admin option')
             order by other.rolname collate "C") as administers,
       array(select fdwname::text from pg_catalog.pg_foreign_data_wrapper wrapper
             where pg_catalog.has_foreign_data_wrapper_privilege(wrapper.oid, 'usage')
             order by fdwname collate "C") as wrappers,
{{- end}}
       array(select known.name from pg_catalog.pg_settings known
             where known.context = 'user'
{{- if .Superuser}} or known.context in ('superuser', 'backend', 'superuser-backend')
{{- else if .HasParameterPrivileges}} or known.context = 'superuser' and pg_catalog.has_parameter_privilege(known.name, 'set')
{{- end}}
             order by known.name collate "C") as settable
from pg_catalog.pg_roles role
where role.rolname = current_user
