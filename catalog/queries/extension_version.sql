-- The versions that CREATE EXTENSION can make here, by whichever scripts.
select version.name::text as name, version.version from pg_catalog.pg_available_extension_versions() version
order by version.name, version.version
