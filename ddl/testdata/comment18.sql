-- Comments on NOT NULL constraints
-- from: 18
create table parent (id int constraint "mine, not null" not null, other int not null);
create table child () inherits (parent);
create table parted (id int not null) partition by list (id);
create table part partition of parted for values in (1);
comment on constraint "mine, not null" on parent is 'named';
comment on constraint parent_other_not_null on parent is 'unnamed';
comment on constraint "mine, not null" on child is 'inherited';
comment on constraint parted_id_not_null on part is 'of a partition';
