-- The public schema as PostgreSQL 15 makes it, whatever the server, without its comment
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
COMMENT ON SCHEMA public IS NULL;
