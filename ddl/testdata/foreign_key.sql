-- Foreign keys: what they do, loops, partitioned tables on either side.
create schema "Ref ""s""";
create table "Ref ""s"""."P %" (id int primary key, "a b" int, c text, unique ("a b", c), unique (c, id) deferrable);
create unique index only_index on "Ref ""s"""."P %" (c);
create table actions (
  id int primary key, p int not null default 0, a int, c text,
  constraint "To ""P""" foreign key (p) references "Ref ""s"""."P %" on delete cascade on update set default,
  constraint full_match foreign key (a, c) references "Ref ""s"""."P %" ("a b", c) match full on delete set null on update restrict
    deferrable initially deferred,
  constraint to_index foreign key (c) references "Ref ""s"""."P %" (c) on delete no action deferrable,
  up int references actions on delete set default);
alter table actions add constraint not_checked foreign key (id) references "Ref ""s"""."P %" not valid;
comment on constraint not_checked on actions is 'never was';
-- Two that refer to each other, and one to itself by two columns.
create table hen (id int primary key, egg int);
create table egg (id int primary key, hen int references hen on update cascade);
alter table hen add foreign key (egg) references egg initially deferred;
create table tree (root int, node int, up int, primary key (root, node), foreign key (root, up) references tree);
create table parent (id int primary key);
create table child (p int references parent) inherits (parent);

create table orders (id int, day date, buyer int, note text, primary key (id, day)) partition by range (day);
create table orders_1 partition of orders for values from ('2020-01-01') to ('2021-01-01');
create table orders_2 partition of orders for values from ('2021-01-01') to ('2022-01-01') partition by list (id);
create table orders_2_rest partition of orders_2 default;
create table lines (order_id int, day date, n int, p int, primary key (order_id, day, n)) partition by hash (order_id, day);
create table lines_0 partition of lines for values with (modulus 2, remainder 0);
create table "lines, 1" (n int not null, dropped int, day date not null, order_id int not null, p int);
alter table "lines, 1" drop column dropped;
alter table "lines, 1" add constraint "mine ""own""" foreign key (p) references parent on delete cascade;
alter table "lines, 1" add constraint unlike_theirs foreign key (p) references parent;
alter table lines attach partition "lines, 1" for values with (modulus 2, remainder 1);
alter table lines add constraint to_orders foreign key (order_id, day) references orders on delete cascade deferrable;
alter table lines add constraint to_parent foreign key (p) references parent on delete cascade;
-- A partition's own, the same as its parent's, and an ordinary table's to a partitioned one and to a partition.
alter table lines_0 add constraint my_own_too foreign key (p) references parent on delete cascade;
create table notes (order_id int, day date, foreign key (order_id, day) references orders match full on update cascade,
  constraint "to a part" foreign key (order_id, day) references orders_1);
create table tops (id int primary key, up int references tops) partition by list (id);
create table tops_1 partition of tops for values in (1);
create table tops_rest partition of tops default;
-- A partition that went away keeps its foreign keys.
create table was (id int references parent) partition by list (id);
create table was_1 partition of was for values in (1);
alter table was detach partition was_1;
