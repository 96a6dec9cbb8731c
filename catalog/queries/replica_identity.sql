-- Tables, and whether their UPDATE and DELETE may be published (execReplication.c, CheckCmdReplicaIdentity): by an index that
-- is unique, immediate and valid, or by all columns.
select relation.oid, namespace.nspname::text as schema, relation.relname::text as name,
       relation.relkind = 'p' as partitioned, coalesce(pg_catalog.pg_partition_root(relation.oid)::pg_catalog.oid, 0) as root,
       relation.relpersistence = 'u' as unlogged,
       identity.reason = '' as usable, identity.reason,
       case relation.relreplident when 'n' then 'NOTHING' when 'f' then 'FULL' when 'i' then coalesce('USING INDEX ' || (
              select pg_catalog.quote_ident(named.relname) from pg_catalog.pg_class named where named.oid = by_index.oid), 'DEFAULT')
            else 'DEFAULT' end as replicates,
       pg_catalog.pg_get_userbyid(relation.relowner)::text as owner,
       pg_catalog.pg_has_role(relation.relowner, 'usage') as owned
from pg_catalog.pg_class relation
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
left join lateral (
  select index.indexrelid as oid, index.indimmediate and index.indisvalid and index.indisunique as immediate,
         exists (select from pg_catalog.pg_attribute attribute where attribute.attrelid = relation.oid
                 and attribute.attnum = any (index.indkey) and attribute.attgenerated <> '') as generated
  from pg_catalog.pg_index index
  where index.indrelid = relation.oid
    and (relation.relreplident = 'd' and index.indisprimary or relation.relreplident = 'i' and index.indisreplident)) by_index on true
cross join lateral (
  select case when relation.relreplident = 'n' then 'REPLICA IDENTITY NOTHING'
{{- if .HasPublishedGeneratedColumns}}
              when relation.relreplident = 'f' and exists (
                     select from pg_catalog.pg_attribute attribute
                     where attribute.attrelid = relation.oid and attribute.attgenerated <> '')
                then 'REPLICA IDENTITY FULL with a generated column'
{{- end}}
              when relation.relreplident = 'f' then ''
              when by_index.oid is null and relation.relreplident = 'i' then 'its REPLICA IDENTITY index is gone'
              when by_index.oid is null then 'no primary key'
              when not by_index.immediate then 'a deferrable or invalid key'
              when by_index.generated then 'a generated column in its key'
              else '' end as reason) identity
where relation.relkind in ('r', 'p') and relation.relpersistence <> 't' and {{user "namespace.nspname"}}
  and not {{member "pg_class" "relation.oid"}}
order by namespace.nspname, relation.relname
