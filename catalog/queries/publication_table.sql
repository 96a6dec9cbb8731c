-- Tables of publications, in the order in which the column list has them.
select published.oid, publication.oid as publication_oid, publication.pubname::text as publication,
       relation.oid as relation, namespace.nspname::text as schema, relation.relname::text as name,
{{- if .HasPublicationFilters}}
       array(select attribute.attname::text
             from pg_catalog.unnest(published.prattrs::int2[]) with ordinality listed (number, place)
             join pg_catalog.pg_attribute attribute
               on attribute.attrelid = relation.oid and attribute.attnum = listed.number
             order by listed.place) as columns,
       coalesce(pg_catalog.pg_get_expr(published.prqual, published.prrelid), '') as filter
{{- else}}
       array[]::text[] as columns, '' as filter
{{- end}}
from pg_catalog.pg_publication_rel published
join pg_catalog.pg_publication publication on publication.oid = published.prpubid
join pg_catalog.pg_class relation on relation.oid = published.prrelid
join pg_catalog.pg_namespace namespace on namespace.oid = relation.relnamespace
where {{foreign "publication.pubname"}}
order by publication.pubname, namespace.nspname, relation.relname
