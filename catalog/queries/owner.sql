-- Owners of everything that ALTER ... OWNER TO knows, but for what follows the owner of another object (internal
-- dependencies: array and row types, multiranges, sequences of identity columns; and sequences owned by a column), members
-- of extensions, and what the system brought and still belongs to the first superuser (role 10), but for the public
-- schema, whose owner a newer version chooses otherwise. Subscriptions are a superuser's to read.
with owned (class, oid, owner) as (
  select tableoid, oid, nspowner from pg_catalog.pg_namespace
  union all select tableoid, oid, relowner from pg_catalog.pg_class where relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  union all select tableoid, oid, proowner from pg_catalog.pg_proc
  union all select tableoid, oid, typowner from pg_catalog.pg_type
  union all select tableoid, oid, oprowner from pg_catalog.pg_operator
  union all select tableoid, oid, opcowner from pg_catalog.pg_opclass
  union all select tableoid, oid, opfowner from pg_catalog.pg_opfamily
  union all select tableoid, oid, collowner from pg_catalog.pg_collation
  union all select tableoid, oid, conowner from pg_catalog.pg_conversion
  union all select tableoid, oid, lanowner from pg_catalog.pg_language
  union all select tableoid, oid, dictowner from pg_catalog.pg_ts_dict
  union all select tableoid, oid, cfgowner from pg_catalog.pg_ts_config
  union all select tableoid, oid, stxowner from pg_catalog.pg_statistic_ext
  union all select tableoid, oid, fdwowner from pg_catalog.pg_foreign_data_wrapper
  union all select tableoid, oid, srvowner from pg_catalog.pg_foreign_server
  union all select tableoid, oid, evtowner from pg_catalog.pg_event_trigger
  union all select tableoid, oid, pubowner from pg_catalog.pg_publication
{{- if .Superuser}}
  union all select 'pg_catalog.pg_subscription'::pg_catalog.regclass, oid, subowner from pg_catalog.pg_subscription
            where subdbid = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
{{- end}}
  union all select 'pg_catalog.pg_largeobject'::pg_catalog.regclass, oid, lomowner from pg_catalog.pg_largeobject_metadata
)
select owned.class, owned.oid, address.*, role.rolname::text as owner,
       exists (select from pg_catalog.pg_depend member join pg_catalog.pg_extension extension on extension.oid = member.refobjid
               where member.classid = owned.class and member.objid = owned.oid and member.deptype = 'e'
                 and owned.owner in (10, extension.extowner)) as usual
from owned
join pg_catalog.pg_roles role on role.oid = owned.owner
{{address "owned.class" "owned.oid" "0"}}
where (owned.oid >= 16384 or address.type = 'large object'
       or owned.owner <> 10 and owned.class <> 'pg_catalog.pg_class'::pg_catalog.regclass
       or address.type = 'schema' and address.names = array['public'])
  and not {{brought "owned.class" "owned.oid"}}
  and not exists (select from pg_catalog.pg_depend master
                  where master.classid = owned.class and master.objid = owned.oid and master.objsubid = 0
                    and (master.deptype = 'i'
                         or (master.deptype = 'a' and master.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                             and master.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and master.refobjsubid > 0)))
order by address.type, address.names, address.args
