-- What comes after the rows: indexes, keys, views, routines, triggers, policies, comments, privileges.

set role shop_owner;
set search_path = shop;
set maintenance_work_mem = '256MB';

-- Keys and indexes ----------------------------------------------------------------------------------------------------

alter table shop.customers add primary key (id);
alter table shop.customers add constraint one_account_each unique (email);
create index on shop.customers (country, created_at desc nulls last) include (name);
create index customers_by_last_name on shop.customers ((split_part(name, ' ', 2)) collate "C" text_pattern_ops);

alter table shop.addresses add primary key (id);
create index on shop.addresses (customer);
create index addresses_on_the_map on shop.addresses using gist (location);

alter table shop.categories add primary key (id);
alter table shop.categories add constraint one_name_a_level unique (parent, name) deferrable initially deferred;

alter table shop.products add primary key (id);
alter table shop.products add unique (sku);
create index on shop.products using gin (words);
create index on shop.products using gin (attributes jsonb_path_ops) with (fastupdate = off);
create index on shop.products using gin (tags);
create index "Cheap products" on shop.products (price) where price < 20;
cluster shop.products using products_pkey;

alter table shop.photos add primary key (product, position);
alter table shop.reviews add primary key (product, customer);
alter table shop.reviews replica identity using index reviews_pkey;
create index on shop.reviews using brin (written_on) with (pages_per_range = 32);
alter table shop.carts add primary key (customer);

alter table sales.orders add primary key (id, ordered_at);
create index on sales.orders (customer);
create index on sales.orders_2024 (status) where status <> 'delivered'; -- of one partition alone
alter table sales.order_lines add primary key (order_id, line);
create index on sales.order_lines (product) include (quantity);
alter table sales.payments add primary key (id, method);
create index on sales.payments using hash (order_id);

alter table stock.warehouses add primary key (id);
alter table stock.items add primary key (warehouse, product);
alter table stock.movements add primary key (id);
create index on stock.movements (product, at);
alter table stock.deliveries add constraint one_place_at_a_time
	exclude using gist (courier with =, during with &&) where (not cancelled);
create index on "Audit Trail".visits using brin (at);

create statistics sales.orders_country_status (dependencies, mcv) on country, status from sales.orders;
alter statistics sales.orders_country_status set statistics 300;

-- Foreign keys: customers and addresses need each other, categories themselves --------------------------------------------

alter table shop.addresses add foreign key (customer) references shop.customers on delete cascade;
alter table shop.customers add foreign key (default_address) references shop.addresses
	on delete set null deferrable initially deferred;
alter table shop.categories add foreign key (parent) references shop.categories;
alter table shop.products add foreign key (category) references shop.categories on update cascade;
alter table shop.photos add foreign key (product) references shop.products on delete cascade;
alter table shop.reviews add foreign key (product) references shop.products;
alter table shop.reviews add constraint written_by_a_customer foreign key (customer) references shop.customers not valid;
alter table sales.orders add foreign key (customer) references shop.customers;
alter table sales.order_lines add foreign key (order_id, ordered_at) references sales.orders (id, ordered_at) on delete cascade;
alter table sales.order_lines add foreign key (product) references shop.products;
alter table sales.payments add foreign key (order_id, ordered_at) references sales.orders (id, ordered_at);
alter table stock.items add foreign key (warehouse) references stock.warehouses;
alter table stock.items add foreign key (product) references shop.products;
alter table stock.movements add foreign key (warehouse, product) references stock.items;

-- Routines ------------------------------------------------------------------------------------------------------------

create function sales.order_total(wanted bigint) returns numeric
	language sql stable parallel safe cost 500
	as $$ select sum(total) from sales.order_lines where order_id = wanted $$;

create function sales.best_sellers(since timestamptz default '-infinity', "limit" int default 10)
	returns table (product int, sold bigint)
	language plpgsql stable rows 10 set work_mem = '32MB'
	as $$
begin
	return query
		select lines.product, sum(lines.quantity)
		from sales.order_lines lines
		where lines.ordered_at >= since
		group by 1 order by 2 desc, 1
		limit "limit";
end
$$;

create procedure sales.cancel_order(wanted bigint, reason text default 'as the customer asked')
	language plpgsql security definer set search_path = pg_catalog, pg_temp
	as $$
begin
	update sales.orders
	set status = 'cancelled', details = coalesce(details, '{}') || jsonb_build_object('reason', reason)
	where id = wanted and status <> all ('{shipped,delivered,returned}');
	if not found then
		raise exception 'order % cannot be cancelled', wanted using hint = 'it may be on its way already';
	end if;
end
$$;

create function shop.longer_of(a text, b text) returns text
	language sql immutable as $$ select case when length(b) > length(a) then b else a end $$;
create aggregate shop.longest(text) (sfunc = shop.longer_of, stype = text, initcond = '');

-- Views ---------------------------------------------------------------------------------------------------------------

create view shop.catalogue with (security_barrier = true) as
	select p.id, p.sku, p.title, p.price, (p.size).weight_g as weight_g, c.name as category, root.name as department
	from shop.products p
	join shop.categories c on c.id = p.category
	left join shop.categories root on root.id = c.parent
	where p.listed @> current_date;

create view sales.customer_revenue as
	select c.id, c.name, count(distinct l.order_id) as orders, coalesce(sum(l.total), 0) as revenue
	from shop.customers c
	left join sales.orders o on o.customer = c.id and o.status <> 'cancelled'
	left join sales.order_lines l on l.order_id = o.id
	group by c.id; -- leans on the primary key

create view sales.good_customers as
	select id, name, revenue from sales.customer_revenue where revenue > 1000
	with local check option;

create view stock.short as
	select warehouse, product, quantity from stock.items where quantity < 5
	with cascaded check option;

create recursive view shop.category_tree (id, path) as
	select id, array[name] from shop.categories where parent is null
	union all
	select c.id, tree.path || c.name from shop.categories c join category_tree tree on tree.id = c.parent;

create materialized view sales.monthly_revenue as
	select date_trunc('month', o.ordered_at, 'UTC') as month, o.country, count(distinct o.id) as orders, sum(l.total) as revenue
	from sales.orders o join sales.order_lines l on l.order_id = o.id
	where o.status not in ('cancelled', 'returned')
	group by 1, 2;
create unique index on sales.monthly_revenue (month, country);

create materialized view sales.best_months as
	select month, sum(revenue) as revenue from sales.monthly_revenue group by month order by 2 desc limit 3;

create materialized view stock.turnover as
	select product, sum(quantity) as moved from stock.movements group by product
	with no data;

create rule catalogue_prices as on update to shop.catalogue
	do instead update shop.products set price = new.price where id = old.id;

-- Triggers ------------------------------------------------------------------------------------------------------------

create function shop.touch() returns trigger language plpgsql as $$
begin
	new.updated_at := now();
	return new;
end
$$;
create trigger touch before update on shop.customers
	for each row when (old.name <> new.name or old.preferences <> new.preferences) execute function shop.touch();

create function "Audit Trail".record() returns trigger language plpgsql security definer as $$
begin
	insert into "Audit Trail".changes (about, "What ""happened""", before, after)
	values (tg_relid, tg_op, to_jsonb(old), to_jsonb(new));
	return null;
end
$$;
create trigger "record what changed" after update of status or delete on sales.orders
	for each row execute function "Audit Trail".record();

create function stock.check_levels() returns trigger language plpgsql as $$
begin
	if exists (select from changed where quantity < 0) then
		raise exception 'no warehouse can hold less than nothing';
	end if;
	return null;
end
$$;
create trigger check_levels after update on stock.items
	referencing new table as changed for each statement execute function stock.check_levels();

create constraint trigger paid_in_full after insert on sales.payments_bank
	deferrable initially deferred for each row execute function "Audit Trail".record(' no ''arguments'' needed');
alter table sales.payments_bank disable trigger paid_in_full;
alter table sales.orders_2023 disable trigger "record what changed"; -- a closed year

-- Row security --------------------------------------------------------------------------------------------------------

alter table sales.orders enable row level security;
alter table sales.orders force row level security;
create policy everything_for_the_owner on sales.orders to shop_owner using (true) with check (true);
create policy home_market_for_clerks on sales.orders for select to shop_clerk, shop_report
	using (country in ('DE', 'AT', 'CH'));
create policy no_old_orders on sales.orders as restrictive for update to public
	using (ordered_at > '2023-01-01 00:00+00') with check (status <> 'returned');

-- Comments ------------------------------------------------------------------------------------------------------------

comment on schema shop is 'What the shop sells, and to whom';
comment on schema "Audit Trail" is 'Who did what; kept for ten years';
comment on table sales.orders is 'One row an order, by year; the current year by half';
comment on column shop.customers.label is $$as on envelopes: name <email>; it's "generated"$$;
comment on column "Audit Trail".entries."What ""happened""" is 'in one line';
comment on type sales.order_status is 'in the order in which an order lives';
comment on domain shop.amount is 'in euros';
comment on constraint not_negative on domain shop.amount is 'nobody is paid for shopping';
comment on constraint one_place_at_a_time on stock.deliveries is 'no courier is in two places';
comment on index shop."Cheap products" is 'for the page "under 20"';
comment on sequence sales.order_number is 'printed on invoices: never reset it';
comment on function sales.best_sellers(timestamptz, int) is 'the most sold first';
comment on procedure sales.cancel_order(bigint, text) is E'Cancels an order.\n\nNot once it is on its way.';
comment on aggregate shop.longest(text) is 'the longest of some texts';
comment on view sales.good_customers is 'who gets a card at new year';
comment on materialized view sales.monthly_revenue is 'refreshed each night';
comment on trigger touch on shop.customers is 'keeps updated_at';
comment on policy home_market_for_clerks on sales.orders is 'other countries have their own teams';
comment on statistics sales.orders_country_status is 'returns differ by country';
comment on rule catalogue_prices on shop.catalogue is 'only prices can be changed here';

-- Privileges ----------------------------------------------------------------------------------------------------------

grant usage on schema shop, sales, stock to shop_clerk, shop_report;
grant select on all tables in schema shop, sales to shop_report;
grant select, insert, update on sales.orders, sales.order_lines to shop_clerk;
grant update (quantity, counted_at) on stock.items to shop_clerk;
grant select on shop.catalogue to public;
grant select on shop.customers to shop_clerk with grant option;
grant usage on sequence sales.order_number to shop_clerk;
grant usage on type sales.order_status to shop_clerk;
revoke execute on all routines in schema sales from public;
grant execute on procedure sales.cancel_order to shop_clerk;
revoke select on sales.monthly_revenue from shop_report;
alter default privileges in schema sales grant select on tables to shop_report;
alter default privileges revoke execute on functions from public;

reset role;
reset search_path;
reset maintenance_work_mem;

do $$
declare
	photo record;
begin
	for photo in select content, product from shop.photos loop
		execute format('alter large object %s owner to shop_owner', photo.content);
		execute format('comment on large object %s is %L', photo.content, 'a photo of product ' || photo.product);
	end loop;
	execute (select format('grant select on large object %s to shop_report', min(content)) from shop.photos);
end
$$;
