-- NOT NULL with names: own, inherited, merged, not inherited, not valid.
-- from: 18
create table "P ""p""" (a int constraint "a ""is"" % there" not null, b int not null no inherit, c int, d int not null, e int constraint e_key primary key);
create table plain_child () inherits ("P ""p""");
create table own_child (a int constraint "own \ name" not null, constraint d_here not null d, constraint "b here" not null b no inherit) inherits ("P ""p""");
create table other (a int constraint other_name not null, z int);
create table merged (y int) inherits (other, "P ""p""");
alter table merged no inherit other;
alter table "P ""p""" add column f int constraint "late %" not null;
create table adopted (f int not null, e int not null, d int constraint dd not null, c int, b int, a int not null);
alter table adopted inherit "P ""p""";
alter table "P ""p""" add constraint "c may be null" not null c not valid;
alter table plain_child validate constraint "c may be null";
create table lonely (a int, c int, b int constraint lonely_b_not_null not null, constraint "a not %" not null a not valid);
alter table lonely add constraint "later, ""too""" not null c not valid;
-- Partitions, with a key.
create table parted (id int primary key, v int not null, w int constraint ww not null) partition by range (id);
create table parted_1 partition of parted for values from (0) to (10);
create table parted_2 (w int constraint w2 not null, v int not null, id int not null);
alter table parted attach partition parted_2 for values from (10) to (20);
create table parted_3 (id int constraint "id 3" primary key, v int constraint v3 not null, w int not null);
alter table parted attach partition parted_3 for values from (20) to (30);
alter table parted_3 alter v set not null;
-- A partition that knows better than its parent.
create table loose (a int, b int) partition by list (a);
alter table loose add constraint loose_b not null b not valid;
create table loose_1 partition of loose for values in (1);
alter table loose_1 validate constraint loose_b;
-- A parent that is not sure of its partitions, which have names of their own.
create table unsure (a int, b int) partition by list (a);
alter table unsure add constraint "unsure %" not null a not valid;
create table unsure_1 (b int, a int constraint sure not null);
alter table unsure_1 add primary key (a);
create table unsure_2 (a int not null, b int) partition by list (b);
create table unsure_3 partition of unsure_2 for values in (1);
create table unsure_4 (b int, a int) partition by list (b);
alter table unsure_4 add constraint unsure_4_a not null a not valid;
create table unsure_5 (a int constraint surer not null, b int);
alter table unsure_4 attach partition unsure_5 for values in (5);
alter table unsure attach partition unsure_1 for values in (1);
alter table unsure attach partition unsure_2 for values in (2);
alter table unsure attach partition unsure_4 for values in (4);
comment on constraint "a ""is"" % there" on "P ""p""" is 'named';
comment on constraint loose_b on loose is 'lax';
-- A parent and partitions that are not sure, each under its own name, with an index and keys across them.
create table vague (a int, b int, c int, primary key (b, c)) partition by list (b);
alter table vague add constraint "vague %" not null a not valid;
create table vague_1 partition of vague for values in (1);
create table vague_2 (a int constraint "sure ""of"" it" not null, b int not null, c int not null);
alter table vague attach partition vague_2 for values in (2);
create table vague_3 (a int, b int not null, c int not null);
insert into vague_3 values (null, 3, 3);
alter table vague_3 add constraint "va;gue 3" not null a not valid;
alter table vague attach partition vague_3 for values in (3);
create table vague_4 (c int not null, b int not null, a int) partition by list (c);
alter table vague_4 add constraint "vague 4" not null a not valid;
create table vague_5 (b int not null, c int not null, a int);
alter table vague_5 add constraint "vague 5" not null a not valid;
alter table vague_4 attach partition vague_5 for values in (5);
alter table vague attach partition vague_4 for values in (4);
create index on vague (a);
create table to_vague (b int, c int, foreign key (b, c) references vague);
create function vaguely() returns trigger language plpgsql as 'begin return new; end';
create trigger vaguely after insert on vague for each row execute function vaguely();
