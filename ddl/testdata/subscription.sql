-- Subscriptions, which the copy leaves disabled
-- roles: story alice
create subscription "sub 1" connection 'dbname=no''where password=\secret host=127.0.0.1 port=1' publication "pub 1", b with (connect = false);
create subscription slotless connection 'dbname=nowhere host=127.0.0.1 port=1' publication b
  with (connect = false, slot_name = none, synchronous_commit = remote_apply);
comment on subscription "sub 1" is 'subscribed';
alter subscription slotless set (slot_name = none);
