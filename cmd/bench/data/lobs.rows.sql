-- lobs: 100,000 large objects of 2 kB.
do $$
declare
	objects int := greatest(1, 100000 * current_setting('bench.scale')::float8);
begin
	for low in 1 .. objects by 1000 loop
		perform lo_from_bytea(0, (select string_agg(sha512(int8send(i * 1000::bigint + n)), '') from generate_series(1, 32) n))
		from generate_series(low, least(low + 999, objects)) i;
		commit;
	end loop;
end $$;
