-- The public schema as it was before PostgreSQL 15, whatever the server
GRANT CREATE ON SCHEMA public TO PUBLIC;
ALTER SCHEMA public OWNER TO postgres;
