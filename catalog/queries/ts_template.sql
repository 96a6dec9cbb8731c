-- Text search templates.
select template.oid, namespace.nspname::text as schema, template.tmplname::text as name,
       {{procedure "template.tmplinit"}} as init, template.tmpllexize::text as lexize
from pg_catalog.pg_ts_template template
join pg_catalog.pg_namespace namespace on namespace.oid = template.tmplnamespace
where {{user "namespace.nspname"}} and not {{member "pg_ts_template" "template.oid"}}
order by namespace.nspname, template.tmplname
