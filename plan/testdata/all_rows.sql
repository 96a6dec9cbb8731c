-- Indexes that call a function wait for the rows of all tables: it may read them.
create table rate (currency text primary key, rate numeric);
create function worth(amount numeric, currency text) returns numeric language sql immutable
  as 'select $1 * r.rate from public.rate r where r.currency = $2';
create table invoice (id int, amount numeric, currency text);
create index by_worth on invoice (worth(amount, currency));
create index large_ones on invoice (id) where worth(amount, currency) > 1000;
create index by_amount on invoice (abs(amount));
