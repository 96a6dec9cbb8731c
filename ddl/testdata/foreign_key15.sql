-- Foreign keys that set some of their columns.
-- from: 15
create table tenants (tenant int, "user ""id""" int, primary key (tenant, "user ""id"""));
create table posts (tenant int, "author, id" int, editor int default 0,
  constraint "set ""null""" foreign key (tenant, "author, id") references tenants on delete set null ("author, id") on update cascade deferrable initially deferred,
  foreign key (tenant, editor) references tenants match simple on delete set default (editor));
