-- Owners and privileges of what initdb made
-- roles: story alice
alter function pg_catalog.pg_stat_reset() owner to "story alice";
revoke execute on function pg_catalog.pg_stat_reset() from "story alice";
grant execute on function pg_catalog.pg_stat_reset() to public;
