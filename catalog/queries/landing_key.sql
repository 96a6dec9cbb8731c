-- The keys by which a row can be found, of all relations, if they are few, or of the one named by $1 and $2: unique indexes that are checked at once, complete, and over columns alone; each with
-- the equality operators that it knows (of B-tree, number 3).
select index.indrelid as relation, index.indisprimary as "primary",
       array(select attribute.attname::text from pg_catalog.unnest(index.indkey::int2[]) with ordinality key (number, place)
             join pg_catalog.pg_attribute attribute on attribute.attrelid = index.indrelid and attribute.attnum = key.number
             where key.place <= index.indnkeyatts order by key.place) as columns,
       array(select pg_catalog.format('OPERATOR(%I.%s)', namespace.nspname, operator.oprname)
             from pg_catalog.unnest(index.indclass::oid[]) with ordinality key (class, place)
             join pg_catalog.pg_opclass class on class.oid = key.class
             join pg_catalog.pg_amop member on member.amopfamily = class.opcfamily and member.amopstrategy = 3
               and member.amoplefttype = class.opcintype and member.amoprighttype = class.opcintype
             join pg_catalog.pg_operator operator on operator.oid = member.amopopr
             join pg_catalog.pg_namespace namespace on namespace.oid = operator.oprnamespace
             order by key.place) as operators
from pg_catalog.pg_index index
join pg_catalog.pg_class named on named.oid = index.indexrelid
join pg_catalog.pg_am method on method.oid = named.relam and method.amname = 'btree'
join pg_catalog.pg_class relation on relation.oid = index.indrelid and relation.relkind in ('r', 'p', 'f')
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace and {{user "namespace.nspname"}}
where ($1::text is null and {{few}} or namespace.nspname = $1 and relation.relname = $2) and index.indisunique and index.indimmediate and index.indisvalid
  and index.indpred is null and index.indexprs is null
order by index.indrelid, index.indisprimary desc, named.relname
