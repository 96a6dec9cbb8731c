-- The shop's rows: as many as the setting shop.scale says, and the same ones each time. What looks like chance is a hash
-- of the row's number.

create schema demo;
set search_path = demo;

create function scaled(count int) returns int language sql stable
	as $$ select greatest(5, count * current_setting('shop.scale')::float8)::int $$;

create function dice(number bigint, what text, sides bigint) returns bigint language sql immutable
	as $$ select (hashint8extended(number, hashtext(what)) & 9223372036854775807) % sides $$;

create function pick(number bigint, what text, words text[]) returns text language sql immutable
	as $$ select words[1 + demo.dice(number, what, cardinality(words))] $$;

create function country(number bigint) returns text language sql immutable
	as $$ select demo.pick(number, 'country', '{DE,DE,DE,DE,DE,AT,AT,CH,FR,FR,IT,NL,PL,DK,ES}') $$;

create function name(number bigint) returns text language sql immutable as $$
	select demo.pick(number, 'first name', '{Ada,Anna,Bela,Björn,Chloé,Clara,David,Elif,Emil,Farid,Frieda,Greta,Hannah,
			Igor,Ines,Jakob,Jana,Jürgen,Kemal,Lena,Luca,Małgorzata,Marie,Mia,Nils,Noor,Olga,Paul,Pınar,Quentin,Rosa,
			Samir,Søren,Tilda,Tom,Uma,Viktor,Wanda,Xenia,Yusuf,Zoë}')
		|| ' ' ||
		demo.pick(number, 'last name', '{Albrecht,Andersen,Bakker,Bauer,Becker,Bianchi,Braun,Çelik,Dubois,Fischer,
			Fuchs,García,Gruber,Hansen,Hofmann,Huber,Jansen,Kaya,Keller,Kowalska,Krüger,Lang,Lefèvre,Lehmann,Martin,
			Meier,Moreau,Müller,Nowak,O''Neill,Petit,Richter,Rossi,Schmidt,Schneider,Schulz,van Dijk,Vogel,Wagner,
			Weber,Wiśniewska,Wolf,Yılmaz,Zimmermann}')
$$;

create function sentence(number bigint, words int) returns text language sql immutable as $$
	select string_agg(demo.pick(number * 31 + word, 'word', '{and,arrived,as,bag,bit,blue,box,bright,but,case,cheap,clean,
		colour,comfortable,cotton,does,early,easy,every,excellent,expected,fast,fine,fits,for,gift,good,great,green,handy,
		hard,heavy,holds,in,is,it,large,late,leather,light,like,linen,made,metal,my,neat,new,nice,not,of,on,packed,plain,
		price,quick,quiet,red,round,sharp,shelf,size,small,soft,solid,steel,strong,sturdy,table,than,the,thick,thin,to,
		too,travel,very,warm,washed,well,white,with,wood,wool,work,years}'), ' ')
	from generate_series(1, words) word
$$;

-- People --------------------------------------------------------------------------------------------------------------

insert into shop.customers (email, name, country, born, newsletter, preferences, tags, created_at, updated_at)
select shop.slug(name(i)) || '.' || i || '@' || pick(i, 'mail', '{example.com,example.org,mail.example,post.example}'),
	name(i), country(i), date '1945-01-01' + dice(i, 'born', 22000)::int, dice(i, 'newsletter', 3) = 0,
	jsonb_build_object('language', lower(country(i)), 'theme', pick(i, 'theme', '{light,dark,system}'),
		'sizes', jsonb_build_array(dice(i, 'shoe', 12) + 35, pick(i, 'shirt', '{S,M,L,XL}'))),
	case dice(i, 'tags', 5) when 0 then null when 1 then '{vip,"pays late"}' when 2 then '{b2b}' else '{}' end::text[],
	timestamptz '2021-06-01 08:00+00' + i * interval '31 minutes',
	case when dice(i, 'updated', 4) = 0 then timestamptz '2025-01-01 00:00+00' + dice(i, 'at', 200) * interval '1 day' end
from generate_series(1, scaled(36000)) i;

insert into shop.addresses (customer, street, postcode, city, country, location)
select 1 + (i - 1) % scaled(36000),
	pick(i, 'street', '{Am Markt,Bahnhofstraße,Elm Street,Gartenweg,Hauptstraße,Lindenallee,Rue de la Gare,Schulgasse,
		Strada Nuova,Ulica Długa,Vesterbro}') || ' ' || 1 + dice(i, 'house', 180),
	lpad((10000 + dice(i, 'postcode', 89999))::text, 5, '0'),
	pick(i, 'city', '{Amsterdam,Basel,Berlin,Bologna,Bremen,Dresden,Gdańsk,Graz,Hamburg,Köln,Lille,Linz,Lyon,Madrid,München,
		Odense,Rostock,Utrecht,Wien,Zürich}'),
	country(1 + (i - 1) % scaled(36000)),
	point(40 + dice(i, 'latitude', 150000) / 10000.0, dice(i, 'longitude', 200000) / 10000.0)
from generate_series(1, scaled(47000)) i;

update shop.customers set default_address = id where id % 3 <> 0; -- each customer's first address has the same number

-- Goods ---------------------------------------------------------------------------------------------------------------

insert into shop.categories (parent, name, position)
select null, name, position from unnest('{Home,Kitchen,Garden,Office,Travel,Toys,Books,Clothes}'::text[])
	with ordinality as root (name, position);
insert into shop.categories (parent, name, position)
select root.id, root.name || ': ' || child.name, child.position
from shop.categories root, unnest('{new,classic,for children,second hand,"last chance"}'::text[])
	with ordinality as child (name, position);

insert into shop.products (sku, title, description, category, price, street_price, size, attributes, tags, listed)
select pick(i, 'maker', '{ACM,BRG,KLN,NRD,OST,ZEN}') || '-' || lpad(i::text, 6, '0'),
	initcap(sentence(i, 2)) || ' ' || pick(i, 'thing', '{Bag,Bowl,Chair,Clock,Desk,Jacket,Kettle,Knife,Lamp,Mug,Pan,Pen,
		Pillow,Scarf,Shelf,Tent}'),
	sentence(i * 7, 20 + dice(i, 'words', 60)::int), 9 + dice(i, 'category', 40),
	(99 + dice(i, 'price', 30000)) / 100.0, shop.price_range(dice(i, 'price', 30000) / 100.0, 500),
	row(dice(i, 'l', 900), dice(i, 'w', 600), dice(i, 'h', 400), dice(i, 'g', 9000))::shop.dimensions,
	jsonb_build_object('colour', pick(i, 'colour', '{red,green,blue,black,white,"off-white"}'), 'warranty',
		dice(i, 'warranty', 6), 'made', jsonb_build_object('in', country(i), 'year', 2018 + dice(i, 'year', 7))),
	array[pick(i, 'tag', '{sale,new,eco,gift}'), 'season ' || dice(i, 'season', 4)],
	daterange(date '2022-01-01' + dice(i, 'listed', 900)::int, null)
from generate_series(1, scaled(4000)) i;

-- The large objects have numbers of their own choice, so that they are the same in each demo.
insert into shop.photos (product, position, content, thumbnail)
select 1000 + i / 2, 1 + i % 2,
	lo_from_bytea(500000 + i, decode(repeat(md5(i::text), 500 + 40 * dice(i, 'photo', 100)::int), 'hex')),
	decode(repeat(md5('small' || i), 4), 'hex')
from generate_series(0, least(59, scaled(60) - 1)) i;

insert into shop.reviews (product, customer, stars, written_on, body, helpful)
select 1000 + i % scaled(4000), 1 + (i * 7 + i / scaled(4000)) % scaled(36000), 1 + greatest(dice(i, 'stars', 5), dice(i, 'more', 5)),
	date '2023-01-01' + dice(i, 'written', 1000)::int, nullif(sentence(i, 10 + dice(i, 'length', 50)::int), ''),
	array[dice(i, 'yes', 40), dice(i, 'no', 5)]::int[]
from generate_series(1, scaled(12000)) i;

insert into shop.carts (customer, lines, expires)
select i, jsonb_build_array(jsonb_build_object('product', 1000 + dice(i, 'cart', scaled(4000)), 'quantity', 1 + i % 3)), 'infinity'
from generate_series(1, scaled(2000)) i;

-- Sales ---------------------------------------------------------------------------------------------------------------

insert into sales.orders (id, ordered_at, customer, status, country, shipping, coupons, details, history)
select nextval('sales.order_number'),
	timestamptz '2022-12-01 06:00+00' + i * (interval '100000000 seconds' / scaled(170000)), -- a little more than three years
	1 + dice(i, 'customer', scaled(36000)), status::sales.order_status,
	country(1 + dice(i, 'customer', scaled(36000))), case dice(i, 'shipping', 4) when 0 then 0 else 4.90 end,
	case when dice(i, 'coupon', 10) = 0 then array['SAVE' || dice(i, 'save', 9), 'It''s "free", \ {really}'] end,
	case when dice(i, 'note', 8) = 0 then jsonb_build_object('note', sentence(i, 8), 'gift', dice(i, 'gift', 2) = 0) end,
	array['new', status]::sales.order_status[]
from generate_series(1, scaled(170000)) i,
	pick(i, 'status', '{new,paid,packed,shipped,delivered,delivered,delivered,delivered,returned,cancelled}') status;

insert into sales.order_lines (order_id, line, ordered_at, product, quantity, unit_price, discount)
select o.id, line, o.ordered_at, p.id, 1 + dice(o.id, 'quantity', 3), p.price, 5 * dice(o.id, 'discount', 3)
from sales.orders o, generate_series(1, 1 + dice(o.id, 'lines', 4)) line, shop.products p
where p.id = 1000 + dice(o.id * 5 + line, 'product', scaled(4000));

insert into sales.payments (id, method, order_id, ordered_at, paid_at, amount, reference)
select md5(id::text)::uuid, pick(id, 'method', '{card,card,card,transfer,invoice,gift card}')::sales.payment_method, id, ordered_at,
	ordered_at + dice(id, 'paid', 100000) * interval '1 second', shipping + dice(id, 'amount', 20000) / 100.0,
	case when dice(id, 'reference', 3) = 0 then 'RF' || id || E'\tline\nbreak' end
from sales.orders where status <> 'new';

-- Stock ---------------------------------------------------------------------------------------------------------------

insert into stock.warehouses (city, country) values ('Leipzig', 'DE'), ('Linz', 'AT'), ('Metz', 'FR');

insert into stock.items (warehouse, product, quantity, shelf, counted_at)
select warehouse, p.id, dice(p.id * 3 + warehouse, 'quantity', 300), chr(65 + p.id % 26) || warehouse || '-' || p.id % 100,
	timestamptz '2025-11-01 00:00+00' + dice(p.id, 'counted', 86400) * interval '1 second'
from shop.products p, generate_series(1, 3) warehouse;

insert into stock.movements (warehouse, product, direction, quantity, at, took)
select 1 + i % 3, 1000 + dice(i, 'product', scaled(4000)), pick(i, 'direction', '{in,out,out,out,count}')::stock.direction,
	1 + dice(i, 'quantity', 20), timestamptz '2025-01-01 00:00+00' + i * interval '3 minutes', dice(i, 'took', 900) * interval '1.5 seconds'
from generate_series(1, scaled(100000)) i;

insert into stock.deliveries (courier, van, during, order_id, cancelled)
select 1 + i % 40, ('08:00:2b:01:02:' || lpad(to_hex(i % 40), 2, '0'))::macaddr,
	tstzrange(start, start + interval '45 minutes'), 100000 + i, dice(i, 'cancelled', 20) = 0
from generate_series(1, scaled(8000)) i, lateral (select timestamptz '2025-01-02 07:00+00' + i / 40 * interval '1 hour' as start) as slot;

-- What happened -------------------------------------------------------------------------------------------------------

insert into "Audit Trail".entries (at, actor, about, "What ""happened""")
select timestamptz '2022-12-01 00:00+00' + i * interval '3 hours', 'shop_owner',
	(array['sales.orders', 'shop.customers', 'stock.items'])[1 + i % 3]::regclass, 'checked, nothing to report'
from generate_series(1, scaled(3000)) i;

insert into "Audit Trail".visits (at, actor, about, address, path, took, agent)
select timestamptz '2025-06-01 00:00+00' + i * interval '90 seconds', 'shop_app', null, inet '10.0.0.0' + dice(i, 'address', 16000000),
	'/' || pick(i, 'page', '{product,product,product,cart,search,category,checkout}') || '/' || dice(i, 'page', 9000),
	dice(i, 'took', 100000) / 1000.0::real,
	jsonb_build_object('browser', pick(i, 'browser', '{Firefox,Chrome,Safari,Edge}'), 'version', dice(i, 'version', 50),
		'mobile', dice(i, 'mobile', 2) = 0)
from generate_series(1, scaled(140000)) i;

drop schema demo cascade;
reset search_path;
