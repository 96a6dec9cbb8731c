-- Comments on objects that are the users' own: not on members of extensions. A public schema without the comment it began
-- with counts as one with an empty comment.
with comment (class, oid, sub, text) as (
  select classoid, objoid, objsubid, description from pg_catalog.pg_description
  where (objoid >= 16384 or classoid = 'pg_catalog.pg_largeobject'::pg_catalog.regclass) and {{remains "classoid" "objoid" .}}
  union
  select namespace.tableoid, namespace.oid, 0,
         coalesce(pg_catalog.obj_description(namespace.oid, 'pg_namespace'), '')
  from pg_catalog.pg_namespace namespace where namespace.nspname = 'public'
)
select comment.class, comment.oid, address.*, comment.text
from comment
{{address "comment.class" "comment.oid" "comment.sub"}}
where not {{brought "comment.class" "comment.oid"}}
order by address.type, address.names, address.args
