-- The collations that are used in this database, and those that somebody made: how many columns and keys of indexes sort by
-- each. The database's own stands for all that name no other.
with used as (
  select attribute.attcollation as oid, 1 as columns, 0 as keys
  from pg_catalog.pg_attribute attribute
  join pg_catalog.pg_class relation on relation.oid = attribute.attrelid
  join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
  where attribute.attcollation <> 0 and attribute.attnum > 0 and not attribute.attisdropped
    and relation.relkind in ('r', 'p', 'f', 'm') and {{user "namespace.nspname"}}
  union all
  select key.oid, 0, 1
  from pg_catalog.pg_index index
  join pg_catalog.pg_class relation on relation.oid = index.indrelid
  join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
  cross join lateral pg_catalog.unnest(index.indcollation::pg_catalog.oid[]) key (oid)
  where key.oid <> 0 and relation.relkind in ('r', 'p', 'm') and {{user "namespace.nspname"}}
)
select namespace.nspname::text as schema, collations.collname::text as name,
       case collations.collprovider when 'c' then 'libc' when 'i' then 'icu' when 'b' then 'builtin' else 'database' end as provider,
       coalesce(nullif({{if .HasBuiltinLocales}}collations.colllocale{{else if .HasICULocale}}collations.colliculocale{{else}}null{{end}}::text, ''),
                nullif(collations.collcollate::text, ''),
                case when collations.collprovider = 'd' then database.datcollate::text end, '') as locale,
       collations.collisdeterministic as deterministic,
       coalesce(collations.collversion, '') as version,
       coalesce(pg_catalog.pg_collation_actual_version(collations.oid), '') as actual_version,
       coalesce(used.columns, 0) as columns, coalesce(used.keys, 0) as keys
from pg_catalog.pg_collation collations
join pg_catalog.pg_namespace namespace on namespace.oid = collations.collnamespace
join pg_catalog.pg_database database on database.datname = pg_catalog.current_database()
left join (select oid, pg_catalog.sum(columns)::bigint as columns, pg_catalog.sum(keys)::bigint as keys from used group by oid) used
  on used.oid = collations.oid
where used.oid is not null or {{user "namespace.nspname"}}
order by namespace.nspname, collations.collname
