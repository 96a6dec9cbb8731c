-- Security labels of the roles, the tablespaces and this database.
select label.classoid as class, label.objoid as oid, address.*, label.provider, label.label
from pg_catalog.pg_shseclabel label
{{address "label.classoid" "label.objoid" "0"}}
where address.type <> 'database' or address.names = array[pg_catalog.current_database()::text]
order by address.type, address.names, label.provider
