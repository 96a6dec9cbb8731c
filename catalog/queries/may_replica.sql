-- Whether the session's role may set session_replication_role.
select role.rolsuper{{if .HasParameterPrivileges}}
       or pg_catalog.has_parameter_privilege('session_replication_role', 'set'){{end}} as may
from pg_catalog.pg_roles role
where role.rolname = current_user
