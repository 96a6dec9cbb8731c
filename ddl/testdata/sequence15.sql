-- Unlogged sequences: free, owned, and against their tables' persistence.
-- from: 15
create unlogged sequence "free ""s""" as smallint;
create unlogged table u (a int generated always as identity, b int generated always as identity, c serial, d serial);
alter sequence u_b_seq set logged;
alter sequence u_d_seq set logged;
create table l (a int generated always as identity, b int generated always as identity, c serial, d serial);
alter sequence l_b_seq set unlogged;
alter sequence l_d_seq set unlogged;
