-- Transforms.
select transform.oid, pg_catalog.format_type(transform.trftype, null) as type, language.lanname::text as language,
       case when transform.trffromsql = 0 then '' else transform.trffromsql::pg_catalog.regprocedure::text end as from_sql,
       case when transform.trftosql = 0 then '' else transform.trftosql::pg_catalog.regprocedure::text end as to_sql
from pg_catalog.pg_transform transform
join pg_catalog.pg_language language on language.oid = transform.trflang
where transform.oid >= 16384 and not {{member "pg_transform" "transform.oid"}}
order by pg_catalog.format_type(transform.trftype, null) collate "C", language.lanname
