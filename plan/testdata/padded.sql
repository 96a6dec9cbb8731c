-- What a char(n) pads travels without, where there may be much of it.
create table letter (id int, code char(2), hash char(64), filler char(65), free bpchar);
create table as_text (filler char(84), class regclass);
