-- The relations that rows of a stream can be written to: all, if they are few, or the one that is named by $1 and $2. Triggers and rules answer to
-- rows that a replica's session writes if they are enabled always or for replicas; to others, unless they are disabled. Rows of
-- a partitioned table are partitions' rows, whose triggers count. Not the internal triggers of deferrable keys: those do no harm.
with recursive candidate as (
  select relation.oid, namespace.nspname::text as schema, relation.relname::text as name, relation.relkind as kind
  from pg_catalog.pg_class relation
  join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
  where relation.relkind in ('r', 'p', 'f') and {{user "namespace.nspname"}}
    and ($1::text is null and {{few}} or namespace.nspname = $1 and relation.relname = $2)
), tree as (
  select oid as root, oid from candidate
  union all
  select tree.root, inheritance.inhrelid from tree
  join pg_catalog.pg_inherits inheritance on inheritance.inhparent = tree.oid
  join pg_catalog.pg_class child on child.oid = inheritance.inhrelid and child.relispartition
), firing as (
  select tree.root, trigger.tgenabled as enabled
  from tree join pg_catalog.pg_trigger trigger on trigger.tgrelid = tree.oid
  where not trigger.tgisinternal
     or trigger.tgconstraint in (select oid from pg_catalog.pg_constraint where contype = 'f')
  union all
  select tree.root, rule.ev_enabled
  from tree join pg_catalog.pg_rewrite rule on rule.ev_class = tree.oid where rule.ev_type <> '1'
)
select candidate.oid, candidate.schema, candidate.name, candidate.kind = 'p' as partitioned,
       coalesce(bool_or(firing.enabled in ('A', 'R')), false) as fires_on_replica,
       coalesce(bool_or(firing.enabled in ('O', 'A')), false) as fires,
       (select count(*) from pg_catalog.pg_index index
        where index.indrelid = candidate.oid and (index.indisunique or index.indisexclusion)) as uniques
from candidate left join firing on firing.root = candidate.oid
group by candidate.oid, candidate.schema, candidate.name, candidate.kind
