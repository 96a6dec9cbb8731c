-- The databases of the cluster. Only those who may connect to one may ask for its size.
select database.datname::text as name, owner.rolname::text as owner,
       pg_catalog.pg_encoding_to_char(database.encoding)::text as encoding,
       database.datcollate::text as collate, database.datctype::text as c_type,
       database.datallowconn as connectable, database.datistemplate as template,
       case when pg_catalog.has_database_privilege(database.oid, 'connect') or pg_catalog.pg_has_role('pg_read_all_stats', 'usage')
            then pg_catalog.pg_database_size(database.oid) else -1 end as bytes
from pg_catalog.pg_database database
join pg_catalog.pg_roles owner on owner.oid = database.datdba
order by database.datname
