-- Schemas with owners, privileges passed on by grantees, comments, default privileges
-- roles: story alice, "bob", story carol's, story_dave
CREATE SCHEMA "Own er" AUTHORIZATION "story alice";
CREATE SCHEMA given;
GRANT USAGE ON SCHEMA given TO "story alice" WITH GRANT OPTION;
GRANT CREATE ON SCHEMA given TO "story alice";
SET ROLE "story alice";
GRANT USAGE ON SCHEMA given TO """bob""" WITH GRANT OPTION;
GRANT ALL ON SCHEMA "Own er" TO "story carol's";
REVOKE USAGE ON SCHEMA "Own er" FROM "story alice";
SET ROLE """bob""";
GRANT USAGE ON SCHEMA given TO PUBLIC, "story carol's";
RESET ROLE;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO story_dave;
GRANT USAGE ON SCHEMA public TO "story carol's";
COMMENT ON SCHEMA public IS 'it''s \ public';
COMMENT ON SCHEMA "Own er" IS E'two\nlines';

ALTER DEFAULT PRIVILEGES FOR ROLE "story alice" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE "story alice" GRANT SELECT, UPDATE ON SEQUENCES TO """bob""" WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE "story alice" IN SCHEMA given GRANT ALL ON TABLES TO "story carol's";
ALTER DEFAULT PRIVILEGES IN SCHEMA "Own er" GRANT USAGE ON TYPES TO story_dave;
ALTER DEFAULT PRIVILEGES IN SCHEMA "Own er" GRANT SELECT ON TABLES TO story_dave;
ALTER DEFAULT PRIVILEGES FOR ROLE story_dave GRANT USAGE ON SCHEMAS TO PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE story_dave REVOKE ALL ON SEQUENCES FROM story_dave;
