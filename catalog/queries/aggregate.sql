-- Aggregate functions.
select function.oid, namespace.nspname::text as schema, function.proname::text as name,
       case when function.pronargs = 0 then '*' else pg_catalog.oidvectortypes(function.proargtypes) end as arguments,
       case when function.pronargs = 0 then '*' else pg_catalog.pg_get_function_arguments(function.oid) end as signature,
       aggregate.aggkind::text as kind, function.proparallel::text as parallel,
       {{procedure "aggregate.aggtransfn"}} as transition,
       pg_catalog.format_type(aggregate.aggtranstype, null) as state, aggregate.aggtransspace as state_space,
       aggregate.agginitval as initial,
       {{procedure "aggregate.aggfinalfn"}} as final, aggregate.aggfinalextra as final_extra,
       aggregate.aggfinalmodify::text as final_modify,
       {{procedure "aggregate.aggcombinefn"}} as combine,
       {{procedure "aggregate.aggserialfn"}} as serialize,
       {{procedure "aggregate.aggdeserialfn"}} as deserialize,
       {{operator "aggregate.aggsortop"}} as sort_operator,
       {{procedure "aggregate.aggmtransfn"}} as moving_transition,
       {{procedure "aggregate.aggminvtransfn"}} as moving_inverse,
       case when aggregate.aggmtranstype = 0 then '' else pg_catalog.format_type(aggregate.aggmtranstype, null) end as moving_state,
       aggregate.aggmtransspace as moving_state_space, aggregate.aggminitval as moving_initial,
       {{procedure "aggregate.aggmfinalfn"}} as moving_final, aggregate.aggmfinalextra as moving_final_extra,
       aggregate.aggmfinalmodify::text as moving_final_modify
from pg_catalog.pg_aggregate aggregate
join pg_catalog.pg_proc function on function.oid = aggregate.aggfnoid
join pg_catalog.pg_namespace namespace on namespace.oid = function.pronamespace
where {{user "namespace.nspname"}} and not {{member "pg_proc" "function.oid"}}
order by namespace.nspname, function.proname, pg_catalog.oidvectortypes(function.proargtypes) collate "C"
