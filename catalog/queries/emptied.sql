-- Of some tables those that show no snapshot the rows that they had when the session's was taken: TRUNCATE, ALTER TABLE, or who made
-- a table anew, has given them another file. The row of pg_class is the snapshot's, the function tells the file of now.
select relation.oid
from pg_catalog.pg_class relation
where relation.oid = any($1::oid[]) and relation.relkind = 'r'
  and pg_catalog.pg_relation_filenode(relation.oid) is distinct from relation.relfilenode
