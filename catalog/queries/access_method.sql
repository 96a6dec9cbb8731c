-- Access methods of the users' own.
select method.oid, method.amname::text as name, method.amtype::text as type, method.amhandler::text as handler
from pg_catalog.pg_am method
where method.oid >= 16384 and not {{member "pg_am" "method.oid"}}
order by method.amname
