-- What the server's machine has, as Linux tells it: memory that is free for use, in bytes, and processors. Nothing (0) where the
-- role is no superuser, who alone may read files for sure, or there are no such files. A container's own bounds hold where they are lower.
with file as (
  select name, {{if .Superuser}}pg_catalog.pg_read_file(name, 0, 100000, true){{else}}null::text{{end}} as text
  from pg_catalog.unnest(array['/proc/meminfo', '/proc/stat', '/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/cpu.max']) name
), said as (
  select (select pg_catalog.substring(text, 'MemAvailable: +([0-9]+) kB')::bigint * 1024 from file where name = '/proc/meminfo') as memory,
         (select pg_catalog.substring(text, '^([0-9]{1,18})\s*$')::bigint from file where name like '%memory.max') as memory_bound,
         (select pg_catalog.count(*) from file, pg_catalog.regexp_matches(text, '^cpu[0-9]+ ', 'gn') where name = '/proc/stat') as processors,
         (select pg_catalog.ceil(pg_catalog.substring(text, '^([0-9]+) ')::float8
                                 / pg_catalog.substring(text, '^[0-9]+ ([0-9]+)')::float8)::bigint
          from file where name like '%cpu.max') as processor_bound
)
select coalesce(least(memory, memory_bound), 0) as memory, coalesce(least(processors, processor_bound), 0) as processors,
       (select setting::bigint * 1024 from pg_catalog.pg_settings where name = 'maintenance_work_mem') as maintenance
from said
