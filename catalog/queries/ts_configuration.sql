-- Text search configurations, with what each does with each kind of token.
with kind as materialized (
  select parser.oid as parser, token.tokid as id, token.alias
  from pg_catalog.pg_ts_parser parser
  cross join lateral pg_catalog.ts_token_type(parser.oid) token
  where exists (select from pg_catalog.pg_ts_config configuration
                where configuration.cfgparser = parser.oid and configuration.oid >= 16384)
)
select configuration.oid, namespace.nspname::text as schema, configuration.cfgname::text as name,
       pg_catalog.format('%I.%I', parser_namespace.nspname, parser.prsname) as parser,
       coalesce(mapping.tokens, '{}') as tokens, coalesce(mapping.dictionaries, '{}') as dictionaries
from pg_catalog.pg_ts_config configuration
join pg_catalog.pg_namespace namespace on namespace.oid = configuration.cfgnamespace
join pg_catalog.pg_ts_parser parser on parser.oid = configuration.cfgparser
join pg_catalog.pg_namespace parser_namespace on parser_namespace.oid = parser.prsnamespace
cross join lateral (
  select pg_catalog.array_agg(kind.alias order by kind.id) as tokens,
         pg_catalog.array_agg(mapped.dictionaries order by kind.id) as dictionaries
  from (
    select token.maptokentype as token,
           pg_catalog.string_agg(token.mapdict::pg_catalog.regdictionary::text, ', ' order by token.mapseqno) as dictionaries
    from pg_catalog.pg_ts_config_map token
    where token.mapcfg = configuration.oid
    group by token.maptokentype
  ) mapped
  join kind on kind.parser = configuration.cfgparser and kind.id = mapped.token
) mapping
where {{user "namespace.nspname"}} and not {{member "pg_ts_config" "configuration.oid"}}
order by namespace.nspname, configuration.cfgname
