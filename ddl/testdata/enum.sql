-- Enumerated types: labels in an order that they were not made in, hostile labels, no label at all.
create type mood as enum ('sad', 'ok', 'happy');
alter type mood add value 'so-so' before 'ok';
alter type mood add value 'ecstatic' after 'happy';
alter type mood add value 'miserable' before 'sad';
alter type mood rename value 'ok' to 'Okay';
create type nothing as enum ();
create schema "Odd ""schema""";
create type "Odd ""schema"""."Enum's
\ %" as enum ('it''s', e'back\\slash', e'line\nfeed', '', '%s', '"quoted"', 'a_label_of_sixty_three_bytes_is_the_longest_label_that_is__');
create type "an_enum_type_with_a_name_of_sixty_three_bytes_which_is_the_limit" as enum ('a');
create type renamed_once as enum ('x');
alter type renamed_once rename to "Renamed";
create table people (
  name text,
  mood mood default 'Okay',
  moods mood[] default '{sad,happy}',
  odd "Odd ""schema"""."Enum's
\ %" default e'back\\slash' check (odd <> 'it''s')
);
create function cheer(mood) returns mood language sql immutable as $$ select 'happy'::public.mood $$;
create domain good_mood as mood check (value >= 'Okay');
