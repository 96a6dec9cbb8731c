-- A logical slot and what it costs its server.
select slot_name::text as name, plugin::text as plugin, database::text as database, active, coalesce(active_pid, 0) as active_pid,
       coalesce(restart_lsn, '0/0')::text as restart_lsn, coalesce(confirmed_flush_lsn, '0/0')::text as confirmed_flush,
       coalesce(pg_catalog.pg_wal_lsn_diff(
         case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn()
              else pg_catalog.pg_current_wal_insert_lsn() end, restart_lsn), 0)::bigint as retained,
       coalesce(wal_status, '') as wal_status, safe_wal_size as safe,
{{- if .HasFailoverSlots}}
       coalesce(invalidation_reason, '') as invalid
{{- else}}
       '' as invalid
{{- end}}
from pg_catalog.pg_replication_slots
where slot_name = $1 and slot_type = 'logical'
