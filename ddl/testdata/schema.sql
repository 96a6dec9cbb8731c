-- Schemas, with names that try to break out of their quotes.
create schema "Sales ""2024""";
create schema "back\slash %s";
create schema "line
feed";
create schema "an_identifier_of_sixty_three_bytes_is_the_longest_that_there_is";
create schema "select";
