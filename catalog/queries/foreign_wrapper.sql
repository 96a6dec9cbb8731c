-- Foreign-data wrappers.
select wrapper.oid, wrapper.fdwname::text as name, {{procedure "wrapper.fdwhandler"}} as handler,
       {{procedure "wrapper.fdwvalidator"}} as validator, coalesce(wrapper.fdwoptions, '{}') as options
from pg_catalog.pg_foreign_data_wrapper wrapper
where wrapper.oid >= 16384 and not {{member "pg_foreign_data_wrapper" "wrapper.oid"}}
order by wrapper.fdwname
