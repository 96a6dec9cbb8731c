-- Indexes of operator classes and methods that came with 14.
-- from: 14
create table readings (at timestamptz, place point, value int, label text);
create index several_ranges on readings using brin (value int4_minmax_multi_ops (values_per_range = 16), at timestamptz_minmax_multi_ops);
create index a_filter on readings using brin (label text_bloom_ops (n_distinct_per_range = 100, false_positive_rate = 0.05));
create index covering on readings using spgist (place) include (value, label);
