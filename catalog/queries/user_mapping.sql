-- User mappings, by the view that everybody may read; whose options it hides is its own rule.
select mapping.umid as oid, case when mapping.umuser = 0 then '' else mapping.usename end::text as user,
       mapping.srvname::text as server, mapping.srvid as server_oid, coalesce(mapping.umoptions, '{}') as options,
       not (role.rolsuper
            or mapping.umuser = 0 and pg_catalog.pg_has_role(server.srvowner, 'usage')
            or mapping.umuser = role.oid and (pg_catalog.pg_has_role(server.srvowner, 'usage')
                                              or pg_catalog.has_server_privilege(server.oid, 'usage'))) as hidden
from pg_catalog.pg_user_mappings mapping
join pg_catalog.pg_foreign_server server on server.oid = mapping.srvid
join pg_catalog.pg_roles role on role.rolname = current_user
where not {{member "pg_user_mapping" "mapping.umid"}}
order by mapping.srvname, mapping.usename
