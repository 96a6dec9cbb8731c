-- Access lists that differ from what their objects began with: what an extension's script or initdb gave (pg_init_privs),
-- else the built-in default. Those that extensions gave come as well: users may have put the object into the extension. The public schema always comes: what it begins with is the target's version's to say.
-- Not those of the information schema, of which nobody wrote down what it began with. A multirange has its range's privileges.
with listed (class, oid, sub, owner, list, kind) as (
  select tableoid, oid, 0, nspowner, nspacl, 'n'::"char" from pg_catalog.pg_namespace
  union all select tableoid, oid, 0, relowner, relacl, case relkind when 'S' then 's'::"char" else 'r' end
            from pg_catalog.pg_class where relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  union all select relation.tableoid, relation.oid, attribute.attnum, relation.relowner, attribute.attacl, 'c'
            from pg_catalog.pg_attribute attribute join pg_catalog.pg_class relation on relation.oid = attribute.attrelid
            where not attribute.attisdropped
              and (attribute.attacl is not null
                   or (attribute.attrelid, attribute.attnum) in (select objoid, objsubid from pg_catalog.pg_init_privs
                       where classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and objsubid <> 0))
  union all select tableoid, oid, 0, proowner, proacl, 'f' from pg_catalog.pg_proc
  union all select tableoid, oid, 0, typowner, typacl, 'T' from pg_catalog.pg_type where typtype <> 'm'
  union all select tableoid, oid, 0, lanowner, lanacl, 'l' from pg_catalog.pg_language
  union all select tableoid, oid, 0, fdwowner, fdwacl, 'F' from pg_catalog.pg_foreign_data_wrapper
  union all select tableoid, oid, 0, srvowner, srvacl, 'S' from pg_catalog.pg_foreign_server
  union all select 'pg_catalog.pg_largeobject'::pg_catalog.regclass, oid, 0, lomowner, lomacl, 'L'
            from pg_catalog.pg_largeobject_metadata
),
compared as (
  select listed.class, listed.oid, listed.sub, listed.owner,
         coalesce(listed.list, pg_catalog.acldefault(listed.kind, listed.owner))::text[] as list,
         coalesce(began.initprivs, pg_catalog.acldefault(listed.kind, listed.owner))::text[] as initial,
         pg_catalog.acldefault(listed.kind, listed.owner)::text[] as built_in,
         began.privtype = 'e' as by_extension
  from listed
  left join pg_catalog.pg_init_privs began
         on began.classoid = listed.class and began.objoid = listed.oid and began.objsubid = listed.sub
  where listed.list is not null or began.initprivs is not null
     or (listed.kind = 'n' and listed.oid = (select oid from pg_catalog.pg_namespace where nspname = 'public'))
)
select compared.class, compared.oid, address.*, role.rolname::text as owner, compared.list, compared.initial, compared.built_in
from compared
join pg_catalog.pg_roles role on role.oid = compared.owner
{{address "compared.class" "compared.oid" "compared.sub"}}
where (compared.list <> compared.initial or compared.by_extension or (address.type = 'schema' and address.names = array['public']))
  and (compared.oid >= 16384 or address.names[1] <> 'information_schema')
order by address.type, address.names, address.args, compared.sub
