-- The publications that a run that follows has made, by their names, or by the one that it was given.
select pubname::text as name
from pg_catalog.pg_publication
where pubname = $1 or not {{foreign "pubname"}}
order by 1
