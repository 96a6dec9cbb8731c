-- Collations: of libc and of ICU, with rules of their order.
create schema "Odd ""schema""";
create collation test0 from "C";
create collation libc_both (provider = libc, locale = 'C');
create collation libc_apart (provider = libc, lc_collate = 'C', lc_ctype = 'POSIX');
create collation "Odd ""schema"""."Col'lation %\" (provider = icu, locale = 'de');
create collation icu_options (provider = icu, locale = 'en-u-va-posix');
create collation icu_older (provider = icu, locale = 'de_DE@collation=phonebook;colStrength=secondary');
create collation icu_posix (provider = icu, locale = 'C');
create collation case_insensitive (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create collation "a_collation_with_a_name_of_sixty_three_bytes_is_as_long_as_can_" (provider = icu, locale = 'sv');
create table words (a text collate test0, b text collate "Odd ""schema"""."Col'lation %\", c varchar(7) collate case_insensitive);
create index on words (a collate libc_apart);
create domain insensitive as text collate case_insensitive check (value <> 'A');
create type two_texts as (a text collate "C", b text collate case_insensitive);
create view ordered as select a from words order by a collate icu_options;
create function smaller(a text, b text) returns boolean language sql as 'select $1 < $2 collate public.test0';
