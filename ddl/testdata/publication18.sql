-- Publications of generated columns
-- from: 18
create table t (id int primary key, g int generated always as (id + 1) stored);
create publication with_generated for table t with (publish_generated_columns = stored);
create publication without for all tables with (publish_generated_columns = none);
create publication listed for table t (g, id);
