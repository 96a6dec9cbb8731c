-- Large objects that the session's role may not read.
select object.oid
from pg_catalog.pg_largeobject_metadata object
where not pg_catalog.pg_has_role(object.lomowner, 'usage')
  and not pg_catalog.current_setting('lo_compat_privileges')::bool
  and not exists (select from pg_catalog.aclexplode(object.lomacl) entry
                  where entry.privilege_type = 'SELECT'
                    and (entry.grantee = 0 or pg_catalog.pg_has_role(entry.grantee, 'usage')))
order by object.oid
