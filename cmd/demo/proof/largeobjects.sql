-- The large objects: content, owner, privileges, comment.
select format('large object %s: %s bytes, md5 %s, owner %s, privileges %s, comment %L', object.oid,
	length(lo_get(object.oid)), md5(lo_get(object.oid)), object.lomowner::regrole, object.lomacl,
	obj_description(object.oid, 'pg_largeobject'))
from pg_largeobject_metadata object
order by object.oid
