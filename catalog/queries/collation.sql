-- Collations that can be used in this database. Before HasICULocale, that of icu was kept as that of libc.
select collations.oid, namespace.nspname::text as schema, collations.collname::text as name,
       collations.collprovider::text as provider, collations.collisdeterministic as deterministic,
       {{if .HasBuiltinLocales}}coalesce(collations.colllocale, '')
       {{else if .HasICULocale}}coalesce(collations.colliculocale, '')
       {{else}}case collations.collprovider when 'i' then collations.collcollate::text else '' end{{end}} as locale,
       coalesce(collations.collcollate::text, '') as collate, coalesce(collations.collctype::text, '') as ctype,
       {{if .HasCollationRules}}coalesce(collations.collicurules, ''){{else}}''{{end}} as rules
from pg_catalog.pg_collation collations
join pg_catalog.pg_namespace namespace on namespace.oid = collations.collnamespace
join pg_catalog.pg_database database on database.datname = pg_catalog.current_database()
where collations.collencoding in (-1, database.encoding)
  and {{user "namespace.nspname"}} and not {{member "pg_collation" "collations.oid"}}
order by namespace.nspname, collations.collname
