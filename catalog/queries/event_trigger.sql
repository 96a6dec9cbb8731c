-- Event triggers.
select trigger.oid, trigger.evtname::text as name, trigger.evtevent::text as event, coalesce(trigger.evttags, '{}') as tags,
       {{procedure "trigger.evtfoid"}} as function, trigger.evtenabled::text as enabled
from pg_catalog.pg_event_trigger trigger
where not {{member "pg_event_trigger" "trigger.oid"}}
order by trigger.evtname
