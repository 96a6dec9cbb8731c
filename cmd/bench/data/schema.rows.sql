-- schema: 1,000 tables of 10 columns, with keys, indexes, checks and views over them, and hardly any rows.
do $$
declare
	tables int := greatest(1, 1000 * current_setting('bench.scale')::float8);
begin
	for i in 1 .. tables loop
		execute format('create table t%s (id bigint generated always as identity primary key, parent bigint references t%s, name text not null,
			at timestamptz not null default now(), price numeric(12, 2) check (price >= 0), note text, done boolean, body jsonb, day date,
			count bigint default 0)', i, greatest(1, i - 1));
		execute format('create index on t%s (name)', i);
		execute format('comment on table t%s is ''the table %s''', i, i);
		execute format('create view v%s as select id, name from t%s where not done', i, i);
		execute format('insert into t%s (name) values (''a''), (''b'')', i);
		if i % 200 = 0 then
			commit;
		end if;
	end loop;
end $$;
