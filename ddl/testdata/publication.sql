-- Publications of tables
-- roles: story alice
create schema "P b";
create table "P b"."ta ble" (id int primary key);
create table "P b".parted (id int primary key) partition by range (id);
create table "P b".part partition of "P b".parted for values from (1) to (10);
create publication "no thing";
create publication every for all tables with (publish = 'insert');
create publication "so me" for table only "P b"."ta ble", "P b".part with (publish = 'update, truncate, delete', publish_via_partition_root);
create publication nil for table "P b".parted with (publish = '');
alter publication "so me" owner to "story alice";
comment on publication "so me" is 'some';
