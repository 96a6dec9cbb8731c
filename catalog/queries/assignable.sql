-- Whether a value of one type can be assigned to a column of another. To strings all can, by their output.
select $1::oid = $2::oid
  or exists (select from pg_catalog.pg_cast where castsource = $1 and casttarget = $2 and castcontext in ('a', 'i'))
  or exists (select from pg_catalog.pg_type where oid = $2 and typcategory = 'S') as assigns
