-- Text search configurations, with what each does with each kind of token.
with kind as (
  select parser.oid as parser, token.tokid as id, token.alias
  from pg_catalog.pg_ts_parser parser
  cross join lateral pg_catalog.ts_token_type(parser.oid) token
  where exists (select from pg_catalog.pg_ts_config configuration
                where configuration.cfgparser = parser.oid and configuration.oid >= 16384)
), mapping as (
  select mapped.mapcfg as configuration, mapped.maptokentype as token,
         pg_catalog.string_agg(mapped.mapdict::pg_catalog.regdictionary::text, ', ' order by mapped.mapseqno) as dictionaries
  from pg_catalog.pg_ts_config_map mapped
  group by mapped.mapcfg, mapped.maptokentype
)
select configuration.oid, namespace.nspname::text as schema, configuration.cfgname::text as name,
       pg_catalog.format('%I.%I', parser_namespace.nspname, parser.prsname) as parser,
       coalesce(pg_catalog.array_agg(kind.alias order by kind.id) filter (where kind.id is not null), '{}') as tokens,
       coalesce(pg_catalog.array_agg(mapping.dictionaries order by kind.id) filter (where kind.id is not null), '{}') as dictionaries
from pg_catalog.pg_ts_config configuration
join pg_catalog.pg_namespace namespace on namespace.oid = configuration.cfgnamespace
join pg_catalog.pg_ts_parser parser on parser.oid = configuration.cfgparser
join pg_catalog.pg_namespace parser_namespace on parser_namespace.oid = parser.prsnamespace
left join mapping on mapping.configuration = configuration.oid
left join kind on kind.parser = configuration.cfgparser and kind.id = mapping.token
where {{user "namespace.nspname"}} and not {{member "pg_ts_config" "configuration.oid"}}
group by configuration.oid, namespace.nspname, configuration.cfgname, parser_namespace.nspname, parser.prsname
order by namespace.nspname, configuration.cfgname
