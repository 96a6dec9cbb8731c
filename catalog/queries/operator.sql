-- Operators. Those without a function are shells.
select operator.oid, namespace.nspname::text as schema, operator.oprname::text as symbol,
       case when operator.oprleft = 0 then '' else pg_catalog.format_type(operator.oprleft, null) end as left,
       case when operator.oprright = 0 then '' else pg_catalog.format_type(operator.oprright, null) end as right,
       operator.oprcode::text as function,
       {{operator "operator.oprcom"}} as commutator,
       {{operator "operator.oprnegate"}} as negator,
       operator.oprcom as commutator_oid, operator.oprnegate as negator_oid,
       operator.oprcanmerge as merges, operator.oprcanhash as hashes,
       {{procedure "operator.oprrest"}} as restrict,
       {{procedure "operator.oprjoin"}} as join
from pg_catalog.pg_operator operator
join pg_catalog.pg_namespace namespace on namespace.oid = operator.oprnamespace
where operator.oprcode <> 0 and {{user "namespace.nspname"}} and not {{member "pg_operator" "operator.oid"}}
order by namespace.nspname, operator.oprname, operator.oprleft::pg_catalog.regtype::text collate "C", operator.oprright::pg_catalog.regtype::text collate "C"
