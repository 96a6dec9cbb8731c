-- How many relations changes can go to.
select pg_catalog.count(*) as count from pg_catalog.pg_class where relkind in ('r', 'p', 'f')
