-- Text search dictionaries.
select dictionary.oid, namespace.nspname::text as schema, dictionary.dictname::text as name,
       pg_catalog.format('%I.%I', template_namespace.nspname, template.tmplname) as template,
       coalesce(dictionary.dictinitoption, '') as options,
       template.tmpllexize = 'pg_catalog.thesaurus_lexize'::pg_catalog.regproc as thesaurus
from pg_catalog.pg_ts_dict dictionary
join pg_catalog.pg_namespace namespace on namespace.oid = dictionary.dictnamespace
join pg_catalog.pg_ts_template template on template.oid = dictionary.dicttemplate
join pg_catalog.pg_namespace template_namespace on template_namespace.oid = template.tmplnamespace
where {{user "namespace.nspname"}} and not {{member "pg_ts_dict" "dictionary.oid"}}
order by namespace.nspname, dictionary.dictname
