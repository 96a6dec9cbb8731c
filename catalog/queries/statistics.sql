-- Extended statistics. Servers before HasStatisticsOnExpressions know them over columns alone.
select statistics.oid, namespace.nspname::text as schema, statistics.stxname::text as name, statistics.stxrelid as relation,
       pg_catalog.pg_get_statisticsobjdef(statistics.oid) as definition,
       {{if .HasStatisticsOnExpressions}}statistics.stxexprs is not null{{else}}false{{end}} as expressions,
       coalesce(statistics.stxstattarget, -1)::int as target
from pg_catalog.pg_statistic_ext statistics
join pg_catalog.pg_namespace namespace on namespace.oid = statistics.stxnamespace
where {{user "namespace.nspname"}} and {{loose "pg_statistic_ext" "statistics.oid"}}
  and {{ours "statistics.stxrelid"}}
order by namespace.nspname, statistics.stxname
