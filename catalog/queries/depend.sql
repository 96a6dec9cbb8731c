-- Dependencies among the users' objects and on what extensions brought. Left out: pins (13 still lists them), schemas
-- (a name tells its schema), and what the system itself brought (no OID below 16384 has to be made). Left out as well, since
-- they tie what is made separately and in the other order: what a partition's index, constraint or trigger has of its
-- parent's (P, S), the constraint that an index belongs to, and the column that a sequence is owned by.
select depend.classid as class, depend.objid as oid, depend.refclassid as needs_class, depend.refobjid as needs_oid,
       depend.deptype::text as kind
from pg_catalog.pg_depend depend
where depend.deptype not in ('p', 'P', 'S') and depend.objid >= 16384 and depend.refobjid >= 16384
  and depend.refclassid <> 'pg_catalog.pg_namespace'::pg_catalog.regclass
  and not (depend.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and depend.deptype = 'i'
           and depend.refclassid = 'pg_catalog.pg_constraint'::pg_catalog.regclass)
  and not (depend.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and depend.deptype = 'a' and depend.refobjsubid > 0
           and exists (select from pg_catalog.pg_sequence sequence where sequence.seqrelid = depend.objid))
  and (depend.classid, depend.objid) is distinct from (depend.refclassid, depend.refobjid)
group by depend.classid, depend.objid, depend.refclassid, depend.refobjid, depend.deptype
order by depend.classid, depend.objid, depend.refclassid, depend.refobjid
