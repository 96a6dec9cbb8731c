-- Large objects with owners, privileges and comments
-- roles: story alice
SELECT lo_create(4711), lo_create(4712), lo_create(1);
ALTER LARGE OBJECT 4711 OWNER TO "story alice";
GRANT SELECT ON LARGE OBJECT 4711 TO PUBLIC;
GRANT ALL ON LARGE OBJECT 4712 TO "story alice" WITH GRANT OPTION;
COMMENT ON LARGE OBJECT 4712 IS 'no OID of the system''s own is meant by 1';
COMMENT ON LARGE OBJECT 1 IS 'one';
