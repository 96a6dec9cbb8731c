-- Text search: parsers, templates, dictionaries, configurations with their mappings.
create schema "Odd ""schema""";
create text search parser "Odd ""schema"""."Par'ser %" (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, headline = prsd_headline, lextypes = prsd_lextype);
create text search parser terse (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
create text search template "Odd ""schema"""."Tem'plate" (init = dsimple_init, lexize = dsimple_lexize);
create text search template no_init (lexize = dsimple_lexize);
create text search dictionary plain (template = simple);
create text search dictionary "Odd ""schema"""."Dic'tionary %\" (template = "Odd ""schema"""."Tem'plate", stopwords = 'english', accept = false);
create text search dictionary stems (template = snowball, language = 'german', stopwords = 'german');
create text search dictionary synonyms (template = synonym, synonyms = 'synonym_sample', casesensitive = true);
create text search dictionary a_thesaurus (template = thesaurus, dictfile = 'thesaurus_sample', dictionary = 'public.stems');
create text search dictionary spelling (template = ispell, dictfile = 'ispell_sample', afffile = 'ispell_sample');

create text search configuration empty (parser = pg_catalog."default");
create text search configuration copied (copy = english);
create text search configuration "Odd ""schema"""."Con'figuration %\" (parser = "Odd ""schema"""."Par'ser %");
alter text search configuration "Odd ""schema"""."Con'figuration %\" add mapping for asciiword, word with synonyms, "Odd ""schema"""."Dic'tionary %\", stems, plain;
alter text search configuration "Odd ""schema"""."Con'figuration %\" add mapping for email, url_path with simple;
alter text search configuration copied drop mapping for email;
alter text search configuration copied alter mapping replace english_stem with stems;
create table documents (body text, words tsvector generated always as (to_tsvector('copied', body)) stored);
create index on documents using gin (to_tsvector('"Odd ""schema"""."Con''figuration %\"', body));
