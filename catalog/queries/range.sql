-- Range types, with all that comes along when one is made.
select type.oid, type.typarray as array_type, namespace.nspname::text as schema, type.typname::text as name,
       {{if .HasMultirange -}}
       range.rngmultitypid as multirange_type, multirange.typarray as multirange_array_type,
       pg_catalog.format_type(range.rngmultitypid, null) as multirange,
       {{- else -}}
       0::pg_catalog.oid as multirange_type, 0::pg_catalog.oid as multirange_array_type, '' as multirange,
       {{- end}}
       pg_catalog.format_type(range.rngsubtype, null) as subtype,
       case when class.opcdefault then ''
            else pg_catalog.quote_ident(class_namespace.nspname) || '.' || pg_catalog.quote_ident(class.opcname) end as operator_class,
       case when range.rngcollation <> 0 and range.rngcollation <> subtype.typcollation
            then range.rngcollation::pg_catalog.regcollation::text else '' end as collation,
       {{procedure "range.rngcanonical"}} as canonical,
       {{procedure "range.rngsubdiff"}} as difference,
       coalesce(inner_objects.constructors, '{}') as constructors, coalesce(inner_objects.casts, '{}') as casts
from pg_catalog.pg_range range
join pg_catalog.pg_type type on type.oid = range.rngtypid
join pg_catalog.pg_namespace namespace on namespace.oid = type.typnamespace
join pg_catalog.pg_type subtype on subtype.oid = range.rngsubtype
join pg_catalog.pg_opclass class on class.oid = range.rngsubopc
join pg_catalog.pg_namespace class_namespace on class_namespace.oid = class.opcnamespace
{{if .HasMultirange}}join pg_catalog.pg_type multirange on multirange.oid = range.rngmultitypid{{end}}
cross join lateral (
  select pg_catalog.array_agg(depend.objid) filter (where depend.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass) as constructors,
         pg_catalog.array_agg(depend.objid) filter (where depend.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass) as casts
  from pg_catalog.pg_depend depend
  where depend.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass and depend.deptype = 'i'
    and depend.refobjid in (range.rngtypid{{if .HasMultirange}}, range.rngmultitypid{{end}})
) inner_objects
where {{user "namespace.nspname"}} and not {{member "pg_type" "type.oid"}}
order by namespace.nspname, type.typname
