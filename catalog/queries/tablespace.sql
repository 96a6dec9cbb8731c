-- The cluster's tablespaces. One inside the cluster's own folder has a location that is no absolute path.
select space.oid, space.spcname::text as name, owner.rolname::text as owner,
       case when location.path ~ '^(/|[A-Za-z]:)' then location.path else '' end as location,
       coalesce(space.spcoptions, '{}') as options,
       coalesce(space.spcacl, pg_catalog.acldefault('t', space.spcowner))::text[] as list,
       pg_catalog.acldefault('t', space.spcowner)::text[] as initial,
       coalesce(pg_catalog.shobj_description(space.oid, 'pg_tablespace'), '') as comment,
       pg_catalog.has_tablespace_privilege(space.oid, 'create') as usable
from pg_catalog.pg_tablespace space
join pg_catalog.pg_roles owner on owner.oid = space.spcowner
cross join lateral (select pg_catalog.pg_tablespace_location(space.oid)) location (path)
where space.spcname !~ '^pg_'
order by space.spcname collate "C"
