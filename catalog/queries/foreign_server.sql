-- Foreign servers.
select server.oid, server.srvname::text as name, wrapper.fdwname::text as wrapper, coalesce(server.srvtype, '') as type,
       coalesce(server.srvversion, '') as version, coalesce(server.srvoptions, '{}') as options
from pg_catalog.pg_foreign_server server
join pg_catalog.pg_foreign_data_wrapper wrapper on wrapper.oid = server.srvfdw
where not {{member "pg_foreign_server" "server.oid"}}
order by server.srvname
