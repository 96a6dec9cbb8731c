-- What CREATE EXTENSION could make here, who may ask for it, and what is there already.
select extension.name::text as name, coalesce(extension.default_version, '') as version,
       coalesce(version.superuser, true) as superuser, coalesce(version.trusted, false) as trusted,
       installed.oid is not null as installed,
       coalesce(pg_catalog.pg_has_role(installed.extowner, 'usage'), false) as ours,
       coalesce(namespace.nspname, '')::text as schema
from pg_catalog.pg_available_extensions() extension
left join pg_catalog.pg_available_extension_versions() version
       on version.name = extension.name and version.version = extension.default_version
left join pg_catalog.pg_extension installed on installed.extname = extension.name
left join pg_catalog.pg_namespace namespace on namespace.oid = installed.extnamespace
order by extension.name
