-- Who is a member of which role. The grantor of servers without HasMembershipOptions may be gone.
select role.rolname::text as role, role.oid as role_oid, member.rolname::text as member, member.oid as member_oid,
       coalesce(grantor.rolname::text, '') as grantor, coalesce(grantor.oid, 0) as grantor_oid,
       membership.admin_option as admin,
{{- if .HasMembershipOptions}}
       membership.inherit_option as inherit, membership.set_option as set
{{- else}}
       member.rolinherit as inherit, true as set
{{- end}}
from pg_catalog.pg_auth_members membership
join pg_catalog.pg_roles role on role.oid = membership.roleid
join pg_catalog.pg_roles member on member.oid = membership.member
left join pg_catalog.pg_roles grantor on grantor.oid = membership.grantor
where member.rolname !~ '^pg_'
order by role.rolname collate "C", member.rolname collate "C", grantor.rolname collate "C"
