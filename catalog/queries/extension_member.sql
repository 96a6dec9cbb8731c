-- The members of extensions, but for those that initdb made.
select depend.classid as class, depend.objid as oid, address.type, address.names, address.args,
       extension.extname::text as extension, extension.oid as extension_oid
from pg_catalog.pg_depend depend
join pg_catalog.pg_extension extension on extension.oid = depend.refobjid
{{address "depend.classid" "depend.objid" "0"}}
where depend.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and depend.deptype = 'e' and depend.objid >= 16384
order by extension.extname, address.type, address.names, address.args
