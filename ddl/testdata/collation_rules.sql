-- Collations of ICU with rules of their own.
-- from: 16
create collation german_phonebook (provider = icu, locale = 'de-u-co-phonebk', rules = e'&V << w <<< W & ''\\'' < a');
create collation rules_only (provider = icu, locale = '', rules = '&a < g');
