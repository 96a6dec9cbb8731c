-- many: 10,000 tables with 10 rows and two indexes each. A transaction of so many would need more locks than there are.
do $$
declare
	tables int := greatest(1, 10000 * current_setting('bench.scale')::float8);
begin
	for i in 1 .. tables loop
		execute format('create table t%s (id int primary key, name text not null, at timestamptz default now())', i);
		execute format('insert into t%s select n, ''name '' || n from generate_series(1, 10) n', i);
		execute format('create index on t%s (name)', i);
		if i % 200 = 0 then
			commit;
		end if;
	end loop;
end $$;
