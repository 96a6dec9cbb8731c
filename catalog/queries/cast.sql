-- Casts made by users, also between types of the system. Those from ranges to their multiranges come with the types.
select conversion.oid, pg_catalog.format_type(conversion.castsource, null) as from,
       pg_catalog.format_type(conversion.casttarget, null) as to,
       conversion.castmethod::text as method,
       case when conversion.castfunc = 0 then '' else conversion.castfunc::pg_catalog.regprocedure::text end as function,
       conversion.castcontext::text as context
from pg_catalog.pg_cast conversion
where conversion.oid >= 16384 and not {{member "pg_cast" "conversion.oid"}}
  and not exists (select from pg_catalog.pg_depend inner_object
                  where inner_object.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass
                    and inner_object.objid = conversion.oid and inner_object.deptype = 'i')
order by pg_catalog.format_type(conversion.castsource, null) collate "C", pg_catalog.format_type(conversion.casttarget, null) collate "C"
