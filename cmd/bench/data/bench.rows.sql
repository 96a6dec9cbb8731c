-- The rows of bench, as many as the setting bench.scale says; 1 is pgbench's scale 50. What looks like chance is a hash.
create function scaled(count int) returns int language sql stable
	as $$ select greatest(1, count * current_setting('bench.scale')::float8)::int $$;
insert into branches select i, 0, '' from generate_series(1, scaled(50)) i;
insert into tellers select i, 1 + i % scaled(50), 0, '' from generate_series(1, scaled(500)) i;
insert into accounts select i, 1 + i % scaled(50), 0, '' from generate_series(1, scaled(5000000)) i;
insert into history select 1 + i % scaled(500), 1 + i % scaled(50), 1 + i % scaled(5000000), i, timestamp '2024-01-01' + i * interval '1 s', ''
from generate_series(1, scaled(200000)) i;
insert into events select i, timestamptz '2024-01-01 00:00+00' + i * interval '7 s',
	(array['view', 'click', 'cart', 'order', 'refund'])[1 + i % 5], 1 + (hashint4(i) & 2147483647) % scaled(5000000),
	(hashint4(i) & 1048575)::numeric / 100, array['tag' || i % 97, 'tag' || i % 31],
	jsonb_build_object('session', md5(i::text), 'page', '/shop/' || i % 1000, 'ms', i % 3000, 'ok', i % 7 > 0,
		'items', jsonb_build_array(i % 11, i % 13, i % 17))
from generate_series(1, scaled(2000000)) i;
insert into narrow select i, hashint4(i) from generate_series(1, scaled(5000000)) i;
insert into files select i, 'file ' || i, (select string_agg(sha512(int8send(i * 1000::bigint + n)), '') from generate_series(1, 160) n)
from generate_series(1, scaled(20000)) i;
drop function scaled;
