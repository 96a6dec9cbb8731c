-- Subscriptions of this database. Others than superusers may not read where they come from, and on old servers not their
-- OIDs.
select {{if .Superuser}}subscription.oid{{else}}0::oid{{end}} as oid, subscription.subname::text as name,
       subscription.subenabled as enabled,
       {{if .Superuser}}exists (select from pg_catalog.pg_subscription_rel member where member.srsubid = subscription.oid){{else}}false{{end}} as used,
       {{if .Superuser}}subscription.subconninfo{{else}}''{{end}} as connection,
       coalesce(subscription.subslotname, '')::text as slot, subscription.subpublications as publications,
{{- if .Superuser}}
       array(select option from (values
               (1, 'synchronous_commit=' || subscription.subsynccommit, subscription.subsynccommit <> 'off')
{{- if .HasSubscriptionStreaming}},
               (2, 'binary=true', subscription.subbinary),
               (3, 'streaming=' || case subscription.substream::text when 't' then 'on' when 'true' then 'on' when 'p' then 'parallel' else 'off' end, true)
{{- else}},
               (3, 'streaming=off', true)
{{- end}}
{{- if .HasTwoPhaseSubscriptions}},
               (4, 'two_phase=true', subscription.subtwophasestate <> 'd'),
               (5, 'disable_on_error=true', subscription.subdisableonerr)
{{- end}}
{{- if .HasSubscriptionOrigins}},
               (6, 'password_required=false', not subscription.subpasswordrequired),
               (7, 'run_as_owner=' || subscription.subrunasowner, true),
               (8, 'origin=' || subscription.suborigin, subscription.suborigin <> 'any')
{{- else}},
               (7, 'run_as_owner=true', true)
{{- end}}
{{- if .HasFailoverSlots}},
               (9, 'failover=true', subscription.subfailover)
{{- end}}
             ) options (number, option, chosen) where chosen order by number) as options
{{- else}}
       array[]::text[] as options
{{- end}}
from pg_catalog.pg_subscription subscription
where subscription.subdbid = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
order by subscription.subname
