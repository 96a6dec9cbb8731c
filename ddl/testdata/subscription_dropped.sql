-- The comment that a dropped subscription leaves behind
create subscription gone connection 'dbname=nowhere host=127.0.0.1 port=1' publication b with (connect = false, slot_name = none);
comment on subscription gone is 'gone';
drop subscription gone;
