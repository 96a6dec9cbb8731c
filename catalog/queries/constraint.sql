-- Constraints of tables and foreign tables; those of domains belong to their domains. Servers before HasNamedNotNull keep
-- NOT NULL with the column alone.
select constraints.oid, constraints.conrelid as relation, namespace.nspname::text as schema,
       relation.relname::text as relation_name, constraints.conname::text as name, constraints.contype::text as type,
       case when constraints.contype in ('n', 't') then '' else pg_catalog.pg_get_constraintdef(constraints.oid) end as definition,
       coalesce(constraints.conkey, '{}') as columns,
       constraints.conindid as index, constraints.confrelid as foreign_relation, constraints.conparentid as parent,
       {{if .HasSetNullColumns}}coalesce((
         select pg_catalog.string_agg(pg_catalog.quote_ident(attribute.attname), ', ' order by key.ordinality)
         from pg_catalog.unnest(constraints.confdelsetcols) with ordinality key (number, ordinality)
         join pg_catalog.pg_attribute attribute on attribute.attrelid = constraints.conrelid
           and attribute.attnum = key.number), ''){{else}}''{{end}} as delete_columns,
       constraints.condeferrable as deferrable, constraints.condeferred as deferred,
       constraints.convalidated as validated,
       {{if .HasNotEnforced}}constraints.conenforced{{else}}true{{end}} as enforced,
       constraints.conislocal as local, constraints.coninhcount::int2 as inherit_count, constraints.connoinherit as no_inherit,
       {{if .HasWithoutOverlaps}}constraints.conperiod{{else}}false{{end}} as period
from pg_catalog.pg_constraint constraints
join pg_catalog.pg_class relation on relation.oid = constraints.conrelid
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
where {{user "namespace.nspname"}} and {{ours "relation.oid"}}
order by namespace.nspname, relation.relname, constraints.conname
