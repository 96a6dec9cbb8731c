-- Gives the columns $1 of planner_statistics.sql, those that are there, to the planner; false where not all was taken.
select coalesce(pg_catalog.bool_and(pg_catalog.pg_restore_attribute_stats(
    'schemaname', stats.schema, 'relname', stats.relation, 'attname', stats.name, 'attnum', stats.number,
    'inherited', stats.inherited, 'null_frac', stats.nulls, 'avg_width', stats.width, 'n_distinct', stats."distinct",
    'most_common_vals', stats."values", 'most_common_freqs', stats.frequencies::real[],
    'histogram_bounds', stats.bounds, 'correlation', stats.correlation,
    'most_common_elems', stats.elements, 'most_common_elem_freqs', stats.element_frequencies::real[],
    'elem_count_histogram', stats.element_counts::real[],
    'range_length_histogram', stats.lengths, 'range_empty_frac', stats.empty, 'range_bounds_histogram', stats.range_bounds)), true)
from pg_catalog.json_to_recordset($1::json) stats (schema text, relation text, name text, number smallint, inherited boolean,
    nulls real, width integer, "distinct" real, "values" text, frequencies text, bounds text, correlation real,
    elements text, element_frequencies text, element_counts text, lengths text, empty real, range_bounds text)
where exists (select from pg_catalog.pg_class class
              join pg_catalog.pg_namespace namespace on namespace.oid = class.relnamespace
              where class.relname = stats.relation and namespace.nspname = stats.schema)
