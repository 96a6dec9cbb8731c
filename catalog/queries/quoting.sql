-- Has the server quote every name that it prints in this transaction, where a name of the users' is a word that means
-- something else to some of the servers that we know: as a name, its own server prints it as it is. (Words are those whose
-- category differs between servers' pg_get_keywords.) system_user is reserved; the others are no names of arguments, and
-- of no schemas of types.
select pg_catalog.set_config('quote_all_identifiers', case when
  exists (select from pg_catalog.pg_attribute where attname = 'system_user')
  or exists (select from pg_catalog.pg_class where relname = 'system_user')
  or exists (select from pg_catalog.pg_type where typname = 'system_user')
  or exists (select from pg_catalog.pg_collation where collname = 'system_user')
  or exists (select from pg_catalog.pg_proc where oid >= 16384 and proname = 'system_user')
  or exists (select from pg_catalog.pg_rewrite where oid >= 16384 and ev_action::text ~ '\msystem_user\M')
{{- if .HasSQLBodies}}
  or exists (select from pg_catalog.pg_proc where oid >= 16384 and prosqlbody::text ~ '\msystem_user\M')
{{- end}}
  or exists (select from pg_catalog.pg_namespace where nspname in (
    'json', 'json_array', 'json_arrayagg', 'json_exists', 'json_object', 'json_objectagg', 'json_query', 'json_scalar',
    'json_serialize', 'json_table', 'json_value', 'merge_action', 'system_user'))
  or exists (select from pg_catalog.pg_proc where oid >= 16384 and proargnames && array[
    'json', 'json_array', 'json_arrayagg', 'json_exists', 'json_object', 'json_objectagg', 'json_query', 'json_scalar',
    'json_serialize', 'json_table', 'json_value', 'merge_action', 'system_user'])
  then 'on' else 'off' end, true) = 'on' as on
