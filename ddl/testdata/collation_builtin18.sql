-- The locale of 18 that no library provides.
-- from: 18
create collation builtin_fast (provider = builtin, locale = 'PG_UNICODE_FAST');
create table words (a text collate builtin_fast);
create index on words (upper(a));
