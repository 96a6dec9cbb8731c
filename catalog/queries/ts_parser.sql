-- Text search parsers.
select parser.oid, namespace.nspname::text as schema, parser.prsname::text as name, parser.prsstart::text as start,
       parser.prstoken::text as get_token, parser.prsend::text as end,
       {{procedure "parser.prsheadline"}} as headline, parser.prslextype::text as lex_types
from pg_catalog.pg_ts_parser parser
join pg_catalog.pg_namespace namespace on namespace.oid = parser.prsnamespace
where {{user "namespace.nspname"}} and not {{member "pg_ts_parser" "parser.oid"}}
order by namespace.nspname, parser.prsname
