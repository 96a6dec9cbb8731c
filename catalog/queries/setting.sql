-- ALTER ROLE ... SET and ALTER DATABASE ... SET, but for settings of roles in other databases, in the order in which they were
-- made.
select coalesce(role.rolname::text, '') as role, coalesce(role.oid, 0) as role_oid, settings.setdatabase <> 0 as here,
       pg_catalog.split_part(entry.text, '=', 1) as name,
       pg_catalog.substr(entry.text, pg_catalog.strpos(entry.text, '=') + 1) as value
from pg_catalog.pg_db_role_setting settings
left join pg_catalog.pg_roles role on role.oid = settings.setrole
cross join lateral pg_catalog.unnest(settings.setconfig) with ordinality entry (text, place)
where (settings.setrole = 0 or role.rolname !~ '^pg_')
  and settings.setdatabase in (0, (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()))
order by settings.setdatabase <> 0, role.rolname collate "C" nulls first, entry.place
