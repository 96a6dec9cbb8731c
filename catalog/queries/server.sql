-- What a session can tell about its server, database and role, on every version.
select pg_catalog.current_setting('server_version_num')::int as version,
       pg_catalog.current_database()::text as database,
       current_user::text as role,
       role.rolsuper as superuser,
       pg_catalog.pg_is_in_recovery() as in_recovery,
       pg_catalog.pg_encoding_to_char(database.encoding)::text as encoding,
       case when pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'execute')
            then (select system_identifier::text from pg_catalog.pg_control_system()) else '' end as system_id,
       coalesce((select 'lz4' = any (enumvals) from pg_catalog.pg_settings where name = 'default_toast_compression'), false) as lz4,
       coalesce((select reset_val from pg_catalog.pg_settings where name = 'search_path'), '') as search_path,
       pg_catalog.pg_postmaster_start_time()::text as started_at,
       pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'select') as can_read_auth_id,
       pg_catalog.pg_relation_size('pg_catalog.pg_attribute') as attribute_bytes
from pg_catalog.pg_roles role, pg_catalog.pg_database database
where role.rolname = current_user and database.datname = pg_catalog.current_database()
