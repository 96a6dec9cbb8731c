-- The privileges of what initdb's own extension brought
-- roles: story alice
revoke usage on language plpgsql from public;
grant usage on language plpgsql to "story alice";
