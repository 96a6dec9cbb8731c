package catalog

import "strings"

// providerRoles are the roles that hosted services make in every cluster, by how their names begin. They mean nothing in
// another cluster, where nobody may make them.
var providerRoles = [...]string{"rds_", "rdsadmin", "rdsrepladmin", "rdstopmgr", "rdswriteforwarduser", // Amazon
	"cloudsql", "alloydb", // Google
	"azure_", "azuresu", // Microsoft
	"neon_", "cloud_admin", // Neon
	"doadmin_", "_doadmin", // DigitalOcean
	"avnadmin_", // Aiven
	"crunchy_",  // Crunchy
	"supabase_", "tsdbadmin_"}

// OfProvider says whether a role belongs to the service that runs a cluster rather than to those who use it.
func OfProvider(role string) bool {
	for _, beginning := range providerRoles {
		if strings.HasPrefix(role, beginning) {
			return true
		}
	}
	return false
}

// OfSystem says whether a role or a tablespace is one that PostgreSQL brings: nobody else may give such a name.
func OfSystem(name string) bool { return strings.HasPrefix(name, "pg_") }
