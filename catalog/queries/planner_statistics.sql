-- What ANALYZE found out about the tables $1 and the expressions of their indexes, a JSON array a table. Values are text, as
-- their types print them. A column of an index has a number and no name: the server of the other side named it itself.
--
-- The view pg_stats keeps its own conditions before others (security_barrier): what a join asks for is not passed into it, and
-- it would be read as a whole for each table. So it is asked for one table at a time.
select relation.oid, namespace.nspname::text as schema, relation.relname::text as name,
       relation.relpages as pages, {{if .HasUnknownRows}}relation.reltuples{{else}}case when relation.relpages = 0 then -1 else relation.reltuples end{{end}}::real as rows,
       (select pg_catalog.json_agg(pg_catalog.json_build_object('schema', stats.schemaname, 'relation', stats.tablename,
           'name', case when part.oid = relation.oid then stats.attname end,
           'number', case when part.oid <> relation.oid then attribute.attnum end,
           'inherited', stats.inherited, 'nulls', stats.null_frac, 'width', stats.avg_width, 'distinct', stats.n_distinct,
           'values', stats.most_common_vals::text, 'frequencies', stats.most_common_freqs::text,
           'bounds', stats.histogram_bounds::text, 'correlation', stats.correlation,
           'elements', stats.most_common_elems::text, 'element_frequencies', stats.most_common_elem_freqs::text,
           'element_counts', stats.elem_count_histogram::text
           {{if .HasRangeStatistics}}, 'lengths', stats.range_length_histogram::text, 'empty', stats.range_empty_frac,
           'range_bounds', stats.range_bounds_histogram::text{{end}}))
        from (select relation.oid union all
              select indexrelid from pg_catalog.pg_index where indrelid = relation.oid and indexprs is not null) part
        join pg_catalog.pg_class class on class.oid = part.oid
        cross join lateral (select * from pg_catalog.pg_stats known
                            where known.schemaname = namespace.nspname and known.tablename = class.relname offset 0) stats
        join pg_catalog.pg_attribute attribute on attribute.attrelid = part.oid and attribute.attname = stats.attname)::text as columns
from pg_catalog.pg_class relation
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
where relation.oid = any ($1)
order by relation.oid
