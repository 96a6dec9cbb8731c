-- Event triggers on login
-- from: 17
create function noted() returns event_trigger language plpgsql as 'begin end';
create event trigger "log in" on login execute function noted();
