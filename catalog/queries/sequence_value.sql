-- Where sequences stand, those that the role may ask.
select sequence.seqrelid as oid,
       case when pg_catalog.has_sequence_privilege(sequence.seqrelid, 'select, usage')
            then pg_catalog.pg_sequence_last_value(sequence.seqrelid) end as last
from pg_catalog.pg_sequence sequence
order by sequence.seqrelid
