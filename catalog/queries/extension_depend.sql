-- Objects that depend on an extension without being its members: functions, triggers, indexes, materialized views.
select depend.classid as class, depend.objid as oid, address.type, address.names, address.args,
       extension.extname::text as extension, extension.oid as extension_oid
from pg_catalog.pg_depend depend
join pg_catalog.pg_extension extension on extension.oid = depend.refobjid
{{address "depend.classid" "depend.objid" "0"}}
where depend.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and depend.deptype = 'x'
order by address.type, address.names, address.args, extension.extname
