-- Rules other than those that views are made of (ev_type 1, ON SELECT).
select rules.oid, rules.ev_class as relation, namespace.nspname::text as schema,
       relation.relname::text as relation_name, rules.rulename::text as name,
       pg_catalog.pg_get_ruledef(rules.oid) as definition, rules.ev_enabled::text as enabled
from pg_catalog.pg_rewrite rules
join pg_catalog.pg_class relation on relation.oid = rules.ev_class
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
where {{user "namespace.nspname"}} and rules.ev_type <> '1' and {{ours "relation.oid"}}
  and {{loose "pg_rewrite" "rules.oid"}}
order by namespace.nspname, relation.relname, rules.rulename
