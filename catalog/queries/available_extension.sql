-- What CREATE EXTENSION could make here.
select extension.name::text as name, coalesce(extension.default_version, '') as version
from pg_catalog.pg_available_extensions() extension
order by extension.name
