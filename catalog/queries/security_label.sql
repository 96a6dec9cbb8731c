-- Security labels of this database's objects, but for members of extensions.
select label.classoid as class, label.objoid as oid, address.*, label.provider, label.label
from pg_catalog.pg_seclabel label
{{address "label.classoid" "label.objoid" "label.objsubid"}}
where not {{brought "label.classoid" "label.objoid"}}
  and {{remains "label.classoid" "label.objoid" .}}
order by address.type, address.names, address.args, label.provider
