-- Large objects, readable or not: their OIDs are everybody's to know.
select oid from pg_catalog.pg_largeobject_metadata order by oid
