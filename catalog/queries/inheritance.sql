-- The parents of tables and foreign tables, partitions' included, in the order that the child names them in.
select inherits.inhrelid as child, inherits.inhparent as parent, inherits.inhseqno as number,
       parent_schema.nspname::text as schema, parent.relname::text as name,
       child.relispartition as partition,
       {{if .HasPendingDetach}}inherits.inhdetachpending{{else}}false{{end}} as detach_pending
from pg_catalog.pg_inherits inherits
join pg_catalog.pg_class child on child.oid = inherits.inhrelid
join pg_catalog.pg_namespace namespace on namespace.oid = child.relnamespace
join pg_catalog.pg_class parent on parent.oid = inherits.inhparent
join pg_catalog.pg_namespace parent_schema on parent_schema.oid = parent.relnamespace
where child.relkind in ('r', 'p', 'f') and {{user "namespace.nspname"}} and not {{member "pg_class" "child.oid"}}
order by namespace.nspname, child.relname, inherits.inhseqno
