-- The shop's roles, without passwords. Roles belong to a server, not to a database, so the target has to have them too.

create role shop_owner;
create role shop_clerk;
create role shop_report;
create role shop_app in role shop_clerk;
