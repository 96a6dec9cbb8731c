-- Functions, procedures and window functions, but for the constructors that a range type makes for itself. Empty lists are
-- told apart: pg_get_functiondef prints them as nothing at all, which no server reads again.
select function.oid, namespace.nspname::text as schema, function.proname::text as name,
       function.prokind = 'p' as procedure, pg_catalog.oidvectortypes(function.proargtypes) as arguments,
       pg_catalog.pg_get_function_identity_arguments(function.oid) as identity,
       pg_catalog.pg_get_functiondef(function.oid) as definition,
       {{if .HasSQLBodies}}coalesce(pg_catalog.pg_get_function_sqlbody(function.oid), ''){{else}}''{{end}} as body,
       function.prokind = 'p' and coalesce('o' = any (function.proargmodes), false) as output,
       function.procost as cost, function.prorows as rows,
       array(select pg_catalog.rtrim(setting, '=') from pg_catalog.unnest(function.proconfig) setting
             where setting in ('search_path=', 'temp_tablespaces=')) as empty_lists,
       array(select pg_catalog.split_part(setting, '=', 1) from pg_catalog.unnest(function.proconfig) setting) as settings,
       not language.lanpltrusted as untrusted, function.proleakproof as leakproof, function.prosupport <> 0 as support,
       function.protrftypes is not null as transforms
from pg_catalog.pg_proc function
join pg_catalog.pg_language language on language.oid = function.prolang
join pg_catalog.pg_namespace namespace on namespace.oid = function.pronamespace
where function.prokind <> 'a' and {{user "namespace.nspname"}} and not {{member "pg_proc" "function.oid"}}
  and not exists (select from pg_catalog.pg_depend inner_object
                  where inner_object.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                    and inner_object.objid = function.oid and inner_object.deptype = 'i')
order by namespace.nspname, function.proname, pg_catalog.oidvectortypes(function.proargtypes) collate "C"
