-- Procedural languages of the users' own.
select language.oid, language.lanname::text as name, language.lanpltrusted as trusted,
       {{procedure "language.lanplcallfoid"}} as handler,
       {{procedure "language.laninline"}} as inline,
       {{procedure "language.lanvalidator"}} as validator
from pg_catalog.pg_language language
where language.lanispl and language.oid >= 16384 and not {{member "pg_language" "language.oid"}}
order by language.lanname
