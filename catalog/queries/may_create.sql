-- Whether the role may create schemas in the database: the journal is one.
select pg_catalog.has_database_privilege(pg_catalog.current_database(), 'create') as may
