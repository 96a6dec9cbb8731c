-- The slots of the database that a run that follows has made, by their names, or by the one that it was given.
select slot_name::text as name
from pg_catalog.pg_replication_slots
where slot_type = 'logical' and database = pg_catalog.current_database() and not temporary and plugin = 'pgoutput'
  and (slot_name = $1 or not {{foreign "slot_name"}})
order by 1
