-- How many objects of each kind there are, straight from the catalogs and without copydb's eyes: an object that copydb
-- did not see on the source would be missing here. Left out: what an extension or another object brings with it (TOAST
-- tables, array types; newer servers bring more), and NOT NULL as a constraint (which only PostgreSQL 18 lists).
with object (class, oid, kind) as (
	select 'pg_class'::regclass, oid, 'relations of kind ' || relkind::text from pg_class
		where relnamespace <> 'pg_toast'::regnamespace
	union all select 'pg_attrdef'::regclass, pg_attrdef.oid, 'defaults' from pg_attrdef
		join pg_attribute on attrelid = adrelid and attnum = adnum and attgenerated = '' -- which newer servers count otherwise
	union all select 'pg_cast'::regclass, oid, 'casts' from pg_cast
	union all select 'pg_collation'::regclass, oid, 'collations' from pg_collation
	union all select 'pg_constraint'::regclass, oid, 'constraints of kind ' || contype::text from pg_constraint where contype <> 'n'
	union all select 'pg_default_acl'::regclass, oid, 'default privileges' from pg_default_acl
	union all select 'pg_enum'::regclass, oid, 'enum labels' from pg_enum
	union all select 'pg_extension'::regclass, oid, 'extensions' from pg_extension
	union all select 'pg_namespace'::regclass, oid, 'schemas' from pg_namespace where nspname !~ '^pg_(temp|toast_temp)_'
	union all select 'pg_policy'::regclass, oid, 'policies' from pg_policy
	union all select 'pg_proc'::regclass, oid, 'routines of kind ' || prokind::text from pg_proc
	union all select 'pg_rewrite'::regclass, oid, 'rules' from pg_rewrite
	union all select 'pg_statistic_ext'::regclass, oid, 'extended statistics' from pg_statistic_ext
	union all select 'pg_trigger'::regclass, oid, 'triggers' from pg_trigger
	union all select 'pg_type'::regclass, oid, 'types of kind ' || typtype::text from pg_type
)
select format('%s: %s', kind, count(*))
from object
where oid >= 16384 -- what initdb makes has smaller numbers
	and not exists (select from pg_depend member
		where member.classid = object.class and member.objid = object.oid and member.deptype in ('e', 'i'))
group by kind
union all
-- Nor does pg_description have OIDs of its own.
select format('comments: %s', count(*)) from pg_description comment
where objoid >= 16384 and not exists (select from pg_depend member
	where member.classid = comment.classoid and member.objid = comment.objoid and member.deptype = 'e')
order by 1
