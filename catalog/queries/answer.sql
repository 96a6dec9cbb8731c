-- The triggers and rules of relations, given by their names as SQL, that answer to what a replica writes.
with relation as (
  select given.name, pg_catalog.to_regclass(given.name) as oid
  from (select distinct pg_catalog.unnest($1::text[]) as name) given
)
select relation.name as relation, 'TRIGGER' as kind, tgname::text as name, tgenabled::text as state
from relation join pg_catalog.pg_trigger on tgrelid = relation.oid
where not tgisinternal and tgenabled in ('A', 'R')
union all
select relation.name, 'RULE', rulename::text, ev_enabled::text
from relation join pg_catalog.pg_rewrite on ev_class = relation.oid
where ev_enabled in ('A', 'R')
