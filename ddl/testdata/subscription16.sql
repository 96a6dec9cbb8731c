-- Subscriptions with everything that can be set
-- from: 16
create subscription every connection 'dbname=nowhere host=127.0.0.1 port=1' publication b
  with (connect = false, binary, streaming = parallel, two_phase, disable_on_error, password_required = false, run_as_owner, origin = none);
create subscription streaming connection 'dbname=nowhere host=127.0.0.1 port=1' publication b with (connect = false, streaming = on);
create subscription not_streaming connection 'dbname=nowhere host=127.0.0.1 port=1' publication b with (connect = false, streaming = off);
