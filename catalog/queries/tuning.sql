-- What of a server's settings decides how long a copy into it takes, in bytes and seconds, and how much of it is left.
select pg_catalog.current_setting('wal_level') as wal_level,
       pg_catalog.pg_size_bytes(pg_catalog.current_setting('max_wal_size')) as max_wal_size,
       pg_catalog.pg_size_bytes(pg_catalog.current_setting('shared_buffers')) as shared_buffers,
       pg_catalog.pg_size_bytes(pg_catalog.current_setting('maintenance_work_mem')) as maintenance_memory,
       pg_catalog.current_setting('archive_mode') <> 'off' as archives,
       pg_catalog.current_setting('max_connections')::int as max_sessions,
       (select count(*) from pg_catalog.pg_stat_activity where backend_type = 'client backend')::int as sessions
