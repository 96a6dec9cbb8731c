-- Publications, but for those of runs that follow this source.
select publication.oid, publication.pubname::text as name, publication.puballtables as all_tables,
       array(select operation from (values (1, 'insert', publication.pubinsert), (2, 'update', publication.pubupdate),
                                           (3, 'delete', publication.pubdelete), (4, 'truncate', publication.pubtruncate))
                                   operations (number, operation, published)
             where published order by number) as publish,
       publication.pubviaroot as via_root,
       {{if .HasPublishedGeneratedColumns}}case publication.pubgencols when 's' then 'stored' else '' end{{else}}''{{end}} as generated_columns
from pg_catalog.pg_publication publication
where not {{member "pg_publication" "publication.oid"}} and {{foreign "publication.pubname"}}
order by publication.pubname
