-- Base types with subscripts.
-- from: 14
create type text_list;
create function text_list_in(cstring, oid, integer) returns text_list language internal strict immutable as 'array_in';
create function text_list_out(text_list) returns cstring language internal strict immutable as 'array_out';
create function text_list_subscript(internal) returns internal language internal strict immutable as 'jsonb_subscript_handler';
create type text_list (internallength = variable, input = text_list_in, output = text_list_out, element = text,
                       subscript = text_list_subscript);
create type raw;
create function raw_in(cstring) returns raw language internal strict immutable as 'point_in';
create function raw_out(raw) returns cstring language internal strict immutable as 'point_out';
create type raw (internallength = 16, input = raw_in, output = raw_out, element = float8, subscript = raw_array_subscript_handler,
                 alignment = double);
create table uses (t text_list);
