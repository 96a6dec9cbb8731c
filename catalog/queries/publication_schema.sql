-- Schemas of publications.
{{if .HasPublicationFilters -}}
select published.oid, publication.oid as publication_oid, publication.pubname::text as publication,
       namespace.oid as schema_oid, namespace.nspname::text as schema
from pg_catalog.pg_publication_namespace published
join pg_catalog.pg_publication publication on publication.oid = published.pnpubid
join pg_catalog.pg_namespace namespace on namespace.oid = published.pnnspid
order by publication.pubname, namespace.nspname
{{- else -}}
select 0::oid as oid, 0::oid as publication_oid, '' as publication, 0::oid as schema_oid, '' as schema where false
{{- end}}
