-- A database without its public schema
drop schema public;
create schema other;
