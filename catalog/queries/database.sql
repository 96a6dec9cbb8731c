-- The database of this session.
select database.oid, database.datname::text as name, owner.rolname::text as owner,
       pg_catalog.pg_encoding_to_char(database.encoding)::text as encoding,
       {{if .HasICUDatabases}}database.datlocprovider::text{{else}}'c'{{end}} as provider,
       database.datcollate::text as collate, database.datctype::text as c_type,
       {{if .HasBuiltinLocales}}coalesce(database.datlocale, ''){{else if .HasICUDatabases}}coalesce(database.daticulocale, ''){{else}}''{{end}} as locale,
       {{if .HasCollationRules}}coalesce(database.daticurules, ''){{else}}''{{end}} as rules,
       space.spcname::text as tablespace, database.datconnlimit as connection_limit, database.datistemplate as template,
       coalesce(database.datacl, pg_catalog.acldefault('d', database.datdba))::text[] as list,
       pg_catalog.acldefault('d', database.datdba)::text[] as initial,
       coalesce(pg_catalog.shobj_description(database.oid, 'pg_database'), '') as comment
from pg_catalog.pg_database database
join pg_catalog.pg_roles owner on owner.oid = database.datdba
join pg_catalog.pg_tablespace space on space.oid = database.dattablespace
where database.datname = pg_catalog.current_database()
