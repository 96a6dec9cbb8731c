-- Dependencies among the users' objects and on what extensions brought. Left out: pins (13 still lists them), schemas
-- (a name tells its schema), and what the system itself brought (no OID below 16384 has to be made).
select depend.classid as class, depend.objid as oid, depend.refclassid as needs_class, depend.refobjid as needs_oid,
       depend.deptype::text as kind
from pg_catalog.pg_depend depend
where depend.deptype <> 'p' and depend.objid >= 16384 and depend.refobjid >= 16384
  and depend.refclassid <> 'pg_catalog.pg_namespace'::pg_catalog.regclass
  and (depend.classid, depend.objid) is distinct from (depend.refclassid, depend.refobjid)
group by depend.classid, depend.objid, depend.refclassid, depend.refobjid, depend.deptype
order by depend.classid, depend.objid, depend.refclassid, depend.refobjid
