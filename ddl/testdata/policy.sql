-- Row security policies.
-- roles: policy_reader, "Policy ""x"" % \, policy role
create schema "Po %";
create table "Po %"."T ""x"" \" (id int, "owner ""of""" name default current_user, note text);
create table allowed (who name, id int);
create function may(int) returns boolean language sql stable as 'select $1 > 0';
alter table "Po %"."T ""x"" \" enable row level security;
create policy "everything ""for all"" %" on "Po %"."T ""x"" \";
create policy reading on "Po %"."T ""x"" \" for select to policy_reader, public using (true);
create policy mine on "Po %"."T ""x"" \" as permissive for all to policy_reader, "policy role", """Policy """"x"""" % \" using ("owner ""of""" = current_user) with check (note <> 'it''s \');
create policy narrow on "Po %"."T ""x"" \" as restrictive for update using (may(id)) with check (id in (select id from allowed where who = current_user));
create policy adding on "Po %"."T ""x"" \" as restrictive for insert to "policy role" with check ("Po %"."T ""x"" \".id > 0);
create policy removing on "Po %"."T ""x"" \" for delete to policy_reader using (exists (select from allowed a where a.id = "T ""x"" \".id));
comment on policy mine on "Po %"."T ""x"" \" is 'one''s own';
create table parts (a int) partition by list (a);
create policy on_parts on parts for select using (a > 0);
create policy of_disabled on allowed to session_user using (who = current_user);
