-- Default privileges of large objects
-- from: 18
-- roles: story alice
alter default privileges for role "story alice" grant select, update on large objects to public;
alter default privileges for role "story alice" grant all on large objects to postgres with grant option;
