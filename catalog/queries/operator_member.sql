-- Operators and support functions of operator classes and families. One that depends on a class is the class's; all others
-- are loose. What an extension added to another's family is told by the operator or function being the extension's.
-- Members of one number come in the order in which they were made: pg_dump leaves that order to chance, which is this one.
select member.class, member.oid, family.oid as family_oid, namespace.nspname::text as schema, family.opfname::text as name,
       method.amname::text as method, coalesce(class_depend.refobjid, 0::pg_catalog.oid) as operator_class,
       member.number, pg_catalog.format_type(member.left_type, null) as left, pg_catalog.format_type(member.right_type, null) as right,
       case member.class when 'pg_catalog.pg_amop'::pg_catalog.regclass then member.item::pg_catalog.regoperator::text
                         else member.item::pg_catalog.regprocedure::text end as item,
       coalesce((select pg_catalog.format('%I.%I', sort_namespace.nspname, sort_family.opfname)
                 from pg_catalog.pg_opfamily sort_family
                 join pg_catalog.pg_namespace sort_namespace on sort_namespace.oid = sort_family.opfnamespace
                 where sort_family.oid = member.sort_family), '') as sort_family
from (
  select 'pg_catalog.pg_amop'::pg_catalog.regclass::pg_catalog.oid as class, operator.oid, operator.amopfamily as family,
         operator.amopstrategy as number, operator.amoplefttype as left_type, operator.amoprighttype as right_type,
         'pg_catalog.pg_operator'::pg_catalog.regclass::pg_catalog.oid as item_class, operator.amopopr as item,
         operator.amopsortfamily as sort_family
  from pg_catalog.pg_amop operator
  where operator.oid >= 16384
  union all
  select 'pg_catalog.pg_amproc'::pg_catalog.regclass::pg_catalog.oid, function.oid, function.amprocfamily,
         function.amprocnum, function.amproclefttype, function.amprocrighttype,
         'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid, function.amproc, 0::pg_catalog.oid
  from pg_catalog.pg_amproc function
  where function.oid >= 16384
) member
join pg_catalog.pg_opfamily family on family.oid = member.family
join pg_catalog.pg_namespace namespace on namespace.oid = family.opfnamespace
join pg_catalog.pg_am method on method.oid = family.opfmethod
left join pg_catalog.pg_depend class_depend on class_depend.classid = member.class and class_depend.objid = member.oid
  and class_depend.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass
cross join lateral (
  select namespace.nspname !~ '^pg_' and namespace.nspname <> 'information_schema' as of_users,
         exists (select from pg_catalog.pg_depend extension
                 where extension.classid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass and extension.objid = family.oid
                   and extension.deptype = 'e') as family_brought,
         exists (select from pg_catalog.pg_depend extension
                 where extension.classid = member.item_class and extension.objid = member.item and extension.deptype = 'e') as brought
) item
where {{whose}} (not item.brought and (member.item >= 16384 or not item.family_brought)
                 or item.of_users and not item.family_brought)
order by namespace.nspname, family.opfname, method.amname, member.class, member.number, member.oid
