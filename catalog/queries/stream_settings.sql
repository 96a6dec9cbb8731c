-- What a source has to say to a stream of its changes. Settings that a version does not have count as off. On managed
-- services a role takes the place of the attribute REPLICATION.
select pg_catalog.current_setting('wal_level') as wal_level,
       (select pg_catalog.count(*) from pg_catalog.pg_replication_slots)::int as slots,
       pg_catalog.current_setting('max_replication_slots')::int as slot_limit,
       (select pg_catalog.count(*) from pg_catalog.pg_stat_activity where backend_type = 'walsender')::int as senders,
       pg_catalog.current_setting('max_wal_senders')::int as sender_limit,
       coalesce((select setting from pg_catalog.pg_settings where name = 'max_slot_wal_keep_size'), '-1')::bigint as keep_size,
       (select setting from pg_catalog.pg_settings where name = 'wal_sender_timeout')::bigint as sender_timeout,
       coalesce((select setting from pg_catalog.pg_settings where name = 'idle_replication_slot_timeout'), '0')::bigint
         as idle_slot_timeout,
       pg_catalog.current_setting('synchronous_standby_names') as synchronous_standbys,
       coalesce((select setting <> '' from pg_catalog.pg_settings where name = 'synchronized_standby_slots'), false)
         as waits_for_standbys,
       role.rolsuper or role.rolreplication or exists (
         select from pg_catalog.pg_roles provider
         where provider.rolname in ('rds_replication', 'rds_superuser') and pg_catalog.pg_has_role(provider.oid, 'member'))
         as may_replicate,
       coalesce((select rolname::text from pg_catalog.pg_roles where rolname = 'rds_replication'), '') as grants_replication,
       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'create') as may_publish
from pg_catalog.pg_roles role
where role.rolname = current_user
