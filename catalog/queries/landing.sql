-- The relation that rows of a stream are written to, by its name. Triggers and rules answer to rows that a replica's session
-- writes if they are enabled always or for replicas; to others, unless they are disabled. Rows of a partitioned table are
-- partitions' rows, whose triggers count. Not the internal triggers of deferrable keys: those do no harm.
with recursive tree as (
  select relation.oid from pg_catalog.pg_class relation
  join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
  where namespace.nspname = $1 and relation.relname = $2 and relation.relkind in ('r', 'p', 'f')
  union all
  select inheritance.inhrelid from tree
  join pg_catalog.pg_inherits inheritance on inheritance.inhparent = tree.oid
  join pg_catalog.pg_class child on child.oid = inheritance.inhrelid and child.relispartition
), firing as (
  select trigger.tgenabled as enabled
  from tree join pg_catalog.pg_trigger trigger on trigger.tgrelid = tree.oid
  where not trigger.tgisinternal
     or trigger.tgconstraint in (select oid from pg_catalog.pg_constraint where contype = 'f')
  union all
  select rule.ev_enabled
  from tree join pg_catalog.pg_rewrite rule on rule.ev_class = tree.oid where rule.ev_type <> '1'
)
select relation.oid, relation.relkind = 'p' as partitioned, relation.relkind = 'f' as foreign,
       exists (select from firing where enabled in ('A', 'R')) as fires_on_replica,
       exists (select from firing where enabled in ('O', 'A')) as fires
from pg_catalog.pg_class relation
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
where namespace.nspname = $1 and relation.relname = $2 and relation.relkind in ('r', 'p', 'f')
