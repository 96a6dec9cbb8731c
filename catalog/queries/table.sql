-- Ordinary and partitioned tables. Sizes come from relpages, which costs nothing; a relation that no VACUUM or ANALYZE has
-- counted yet (relpages is 0, as after a load or an upgrade) is asked for its file's size. Only VACUUM counts TOAST.
--
-- empty: rows that the snapshot shows are in the file that its row of pg_class names, or were until who gave the table another one
-- took that away, and VACUUM leaves them there. So there are none where that file is still the table's after it was found to hold
-- nothing. CASE makes sure of the order.
select relation.oid, namespace.nspname::text as schema, relation.relname::text as name,
       relation.reltype as type, coalesce(row_type.typarray, 0) as array_type,
       relation.relkind = 'p' as partitioned, relation.relpersistence = 'u' as unlogged,
       case when relation.reloftype = 0 then '' else pg_catalog.format_type(relation.reloftype, null) end as of_type,
       case when relation.relkind = 'p' then pg_catalog.pg_get_partkeydef(relation.oid) else '' end as partition_key,
       coalesce(pg_catalog.pg_get_expr(relation.relpartbound, relation.oid), '') as bound,
       case when relation.relkind = 'r' and method.amname = 'heap' then '' else coalesce(method.amname, '') end::text as access_method,
       coalesce(tablespace.spcname, '')::text as tablespace,
       coalesce(relation.reloptions, '{}') || case when toast.reloptions is null then '{}' else array(
         select 'toast.' || option from pg_catalog.unnest(toast.reloptions) option) end as options,
       relation.relrowsecurity as row_security, relation.relforcerowsecurity as force_row_security,
       relation.relreplident::text as replica_identity,
       greatest(relation.relpages, 0)::bigint as pages, relation.reltuples::float8 as rows,
       case when relation.relkind = 'p' then 0
            when relation.relpages > 0 then relation.relpages * block.size
            else coalesce(pg_catalog.pg_relation_size(relation.oid), 0) end
       + case when toast.oid is null then 0
              when toast.relpages > 0 then toast.relpages * block.size
              else coalesce(pg_catalog.pg_relation_size(toast.oid), 0) end as bytes,
       case when relation.relkind = 'r' and relation.relpages <= 0 and method.amname = 'heap'
                 and pg_catalog.pg_relation_size(relation.oid) = 0
            then pg_catalog.pg_relation_filenode(relation.oid) = relation.relfilenode else false end as empty
from pg_catalog.pg_class relation
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
cross join (select pg_catalog.current_setting('block_size')::bigint as size) block
left join pg_catalog.pg_type row_type on row_type.oid = relation.reltype
left join pg_catalog.pg_am method on method.oid = relation.relam
left join pg_catalog.pg_tablespace tablespace on tablespace.oid = relation.reltablespace
left join pg_catalog.pg_class toast on toast.oid = relation.reltoastrelid
where relation.relkind in ('r', 'p') and {{user "namespace.nspname"}} and {{ours "relation.oid"}}
order by namespace.nspname, relation.relname
