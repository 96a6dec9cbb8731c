-- Collations that no library provides.
-- from: 17
create collation builtin_c (provider = builtin, locale = 'C');
create collation builtin_utf8 (provider = builtin, locale = 'C.UTF-8');
create table words (a text collate builtin_c, b text collate builtin_utf8);
