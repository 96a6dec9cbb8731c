-- Subscriptions whose slots are kept by a standby
-- from: 17
create subscription kept connection 'dbname=nowhere host=127.0.0.1 port=1' publication b with (connect = false, failover);
