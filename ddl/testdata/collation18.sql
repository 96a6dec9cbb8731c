-- Collations of the server's own that 18 brought.
-- from: 18
create collation fast (provider = builtin, locale = 'PG_UNICODE_FAST');
create collation ignores_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create table words (a text collate fast, b text collate ignores_case, check (a collate ignores_case like '%x%'));
