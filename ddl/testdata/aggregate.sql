-- Aggregates: plain, ordered set, hypothetical set, moving, partial, polymorphic, of every option.
create schema "Odd ""schema""";
create aggregate newavg (sfunc = int4_avg_accum, basetype = int4, stype = _int8, finalfunc = int8_avg, finalfunc_modify = shareable, initcond1 = '{0,0}');
create aggregate newcnt (sfunc = int8inc, basetype = 'ANY', stype = int8, initcond = '0');
create function "Odd ""schema"""."Sf'unc"(text, integer, text) returns text language sql immutable as 'select $1 || $2 || $3';
create aggregate "Odd ""schema"""."Ag'gregate %\"(integer, "Arg ""two""" text) (sfunc = "Odd ""schema"""."Sf'unc", stype = text, initcond = e'it''s \\ %');

create aggregate partial(numeric) (
  sfunc = numeric_avg_accum, stype = internal, sspace = 128, finalfunc = numeric_avg, combinefunc = numeric_avg_combine,
  serialfunc = numeric_avg_serialize, deserialfunc = numeric_avg_deserialize, parallel = safe
);
create aggregate combined(float8) (sfunc = float8_accum, stype = float8[], initcond = '{0,0,0}', finalfunc = float8_avg, combinefunc = float8_combine, parallel = restricted);
create aggregate moving(integer) (
  sfunc = int4pl, stype = integer, initcond = '0',
  msfunc = int4pl, minvfunc = int4mi, mstype = integer, msspace = 8, minitcond = '10',
  mfinalfunc = int4abs, mfinalfunc_modify = read_write, finalfunc = int4abs, finalfunc_modify = read_write
);
create aggregate moving_extra(numeric) (
  sfunc = numeric_accum, stype = internal, finalfunc = numeric_avg,
  msfunc = numeric_accum, minvfunc = numeric_accum_inv, mstype = internal, msspace = 128, mfinalfunc = numeric_avg
);
create function extra_final(anyarray, anyelement) returns text language sql immutable as 'select $1::text';
create function add_to(anyarray, anyelement) returns anyarray language sql immutable as 'select $1 || $2';
create aggregate extra(anyelement) (sfunc = add_to, stype = anyarray, initcond = '{}', finalfunc = extra_final, finalfunc_extra);
create operator ~<~ (function = int4lt, leftarg = integer, rightarg = integer);
create aggregate least_of(integer) (sfunc = int4smaller, stype = integer, sortop = <, combinefunc = int4smaller);
create aggregate least_of_own(integer) (sfunc = int4smaller, stype = integer, sortop = operator(public.~<~));
create function joined(text, variadic text[]) returns text language sql immutable as 'select array_to_string($2, $1)';
create aggregate many(variadic texts text[]) (sfunc = joined, stype = text);

create aggregate my_percentile(float8 order by anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra, finalfunc_modify = read_write);
create aggregate my_shared(p float8 order by v float8) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_cont_float8_final, finalfunc_modify = shareable);
create aggregate my_rank(variadic "any" order by variadic "any") (sfunc = ordered_set_transition_multi, stype = internal, finalfunc = rank_final, finalfunc_extra, hypothetical);
create aggregate my_mode(order by anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = mode_final, finalfunc_extra);

create type pair as (a integer, b integer);
create function to_pair(pair, integer) returns pair language sql immutable as 'select $1';
create aggregate paired(integer) (sfunc = to_pair, stype = pair, initcond = '(1,)');
create view uses as select partial(x) as p, my_percentile(0.5) within group (order by x) as m from generate_series(1, 3) x;
create function after_aggregate() returns numeric language sql as 'select public.partial(x) from generate_series(1, 3) x';
