-- The cluster's tablespaces.
select spcname::text as name from pg_catalog.pg_tablespace order by spcname
