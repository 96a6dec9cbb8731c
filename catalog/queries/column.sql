-- Live columns of tables, foreign tables, views and materialized views; those of composite types belong to their types.
--
-- binary_safe: what COPY sends in binary means the same on another server. So it is with types that are built in (OIDs
-- below 10000) and hold no OID of the server's, with enums (sent as their labels), with arrays of such built-in types
-- (an array carries its elements' type OID), with ranges and domains over them, and with types of extensions that were
-- tried.
--
-- intervals: values hold intervals, among which older servers have no infinite ones (of the types that are safe).
with recursive built_in as materialized (
  select type.oid, type.typname = 'interval' as intervals from pg_catalog.pg_type type
  where type.oid < 10000 and type.typtype = 'b' and type.typoutput <> 'pg_catalog.array_out'::pg_catalog.regproc
    and type.typsend <> 0 and type.typreceive <> 0
    and type.typname !~ '^reg'
    and type.typname not in ('aclitem', 'gtsvector', 'pg_node_tree', 'pg_ndistinct', 'pg_dependencies', 'pg_mcv_list',
                             'pg_brin_bloom_summary', 'pg_brin_minmax_multi_summary', 'pg_ddl_command',
                             'tsquery') -- an empty tsquery is sent in binary, and refused
), safe as materialized (
  select built_in.oid, built_in.intervals from built_in
  union
  select type.oid, false from pg_catalog.pg_type type where type.typtype = 'e'
  union
  select type.oid, built_in.intervals from pg_catalog.pg_type type join built_in on built_in.oid = type.typelem
  where type.typoutput = 'pg_catalog.array_out'::pg_catalog.regproc
  union
  select range.rngtypid, built_in.intervals from pg_catalog.pg_range range join built_in on built_in.oid = range.rngsubtype
{{- if .HasMultirange}}
  union
  select range.rngmultitypid, built_in.intervals from pg_catalog.pg_range range join built_in on built_in.oid = range.rngsubtype
{{- end}}
  union
  select type.oid, false from pg_catalog.pg_type type
  join pg_catalog.pg_depend member on member.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
    and member.objid = type.oid and member.deptype = 'e'
  join pg_catalog.pg_extension extension on extension.oid = member.refobjid
  where type.typname in ('citext', 'hstore') and extension.extname = type.typname
  union
  select type.oid, safe.intervals from pg_catalog.pg_type type join safe on safe.oid = type.typbasetype where type.typtype = 'd'
)
select attribute.attrelid as relation, attribute.attnum as number, attribute.attname::text as name,
       pg_catalog.format_type(attribute.atttypid, attribute.atttypmod) as type, attribute.atttypid as type_oid,
       attribute.attnotnull as not_null,
       -- A default names no columns, and is printed in no time if the server need not look at all that its table has.
       coalesce(pg_catalog.pg_get_expr(expression.adbin, case attribute.attgenerated when '' then 0 else expression.adrelid end), '') as default,
       coalesce(expression.oid, 0) as default_oid,
       attribute.attgenerated::text as generated, attribute.attidentity::text as identity,
       case when attribute.attcollation <> type.typcollation
            then coalesce(pg_catalog.format('%I.%I', collation_schema.nspname, collations.collname), '') else '' end as collation,
       case when attribute.attstorage = type.typstorage then ''
            else case attribute.attstorage when 'p' then 'PLAIN' when 'e' then 'EXTERNAL' when 'm' then 'MAIN'
                                           else 'EXTENDED' end end as storage,
       {{if .HasColumnCompression}}case attribute.attcompression when 'p' then 'pglz' when 'l' then 'lz4' else '' end
       {{- else}}''{{end}} as compression,
       coalesce(attribute.attstattarget, -1)::int as statistics_target,
       -- The later minor releases of these servers keep a version there, which is none of the users' options.
       case when attribute.attoptions is null then '{}'
            else array(select option from pg_catalog.unnest(attribute.attoptions) option where option !~ '^pg_attver=') end as options, coalesce(attribute.attfdwoptions, '{}') as fdw_options,
       attribute.attislocal as local, attribute.attinhcount::int as inherit_count,
       safe.oid is not null as binary_safe, coalesce(safe.intervals, false) as intervals
from pg_catalog.pg_attribute attribute
join pg_catalog.pg_class relation on relation.oid = attribute.attrelid
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
join pg_catalog.pg_type type on type.oid = attribute.atttypid
left join safe on safe.oid = attribute.atttypid
left join pg_catalog.pg_attrdef expression on expression.adrelid = attribute.attrelid and expression.adnum = attribute.attnum
left join pg_catalog.pg_collation collations on collations.oid = attribute.attcollation
left join pg_catalog.pg_namespace collation_schema on collation_schema.oid = collations.collnamespace
where attribute.attnum > 0 and not attribute.attisdropped and relation.relkind in ('r', 'p', 'f', 'v', 'm')
  and {{user "namespace.nspname"}} and {{ours "relation.oid"}}
order by namespace.nspname, relation.relname, attribute.attnum
