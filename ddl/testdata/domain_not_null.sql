-- NOT NULL of a domain with a name of its own.
-- from: 17
create domain named as text constraint "must ""be"" there" not null;
create domain added as text;
alter domain added add constraint given not null;
create domain renamed_later as integer not null;
alter domain renamed_later rename constraint renamed_later_not_null to another;
create domain us_postal_code as text constraint nn not null check (value ~ '^\d{5}$');
create domain usual as integer not null;
create domain moved as integer not null;
alter domain moved rename to has_moved;
