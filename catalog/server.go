package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Server is what one probe of a connection told about the server, the database and the role. This file is the only one
// that knows version numbers: everything else asks a capability by its name.
type Server struct {
	Version    int // server_version_num, for example 180004
	Database   string
	Role       string
	Superuser  bool
	InRecovery bool   // a standby
	Encoding   string // of the database
	SystemID   string // of the cluster; "" where the role may not read it
	LZ4        bool   // it was built with LZ4
	StartedAt  string // the postmaster's start, to tell one server from another behind one address
	SearchPath string // that the role's sessions begin with; ours have it empty
	// CanReadAuthID: the role may read the passwords of roles.
	CanReadAuthID  bool
	AttributeBytes int64 // the size of pg_attribute, which tells how much there is to read
}

// ProbeServer asks once for everything that later decisions need.
func ProbeServer(ctx context.Context, conn *pgx.Conn) (Server, error) {
	return readOne[Server](ctx, conn, Server{}, "server")
}

// HasManyObjects: to read all facts takes long, and much memory.
func (s Server) HasManyObjects() bool { return s.AttributeBytes >= 4<<20 }

// The majors that copydb knows.
const (
	oldest = 13
	newest = 18
)

// Major returns the major version, 18 of 180004.
func (s Server) Major() int { return s.Version / 10000 }

// Release writes the version as its users know it: 18.4.
func (s Server) Release() string { return fmt.Sprintf("%d.%d", s.Major(), s.Version%10000) }

// Known says whether this release knows the server's major version.
func (s Server) Known() bool { return s.Major() >= oldest && s.Major() <= newest }

// HasTIDRangeScan: ctid ranges are read without a scan of the whole table.
func (s Server) HasTIDRangeScan() bool { return s.Major() >= 14 }

// TrimsBytes: bytea can be trimmed on the right.
func (s Server) TrimsBytes() bool { return s.Major() >= 14 }

// HasColumnCompression: columns have a compression method of their own.
func (s Server) HasColumnCompression() bool { return s.Major() >= 14 }

// TakesPassword says whether a role can have a password, which is hashed: from 18 on it has at most 512 bytes
// (libpq/crypt.h, MAX_ENCRYPTED_PASSWORD_LEN).
func (s Server) TakesPassword(hashed string) bool { return s.Major() < 18 || len(hashed) <= 512 }

// HasNamedNotNull: NOT NULL is a constraint with a name, and can be NOT VALID or NO INHERIT.
func (s Server) HasNamedNotNull() bool { return s.Major() >= 18 }

// HasNotEnforced: foreign keys and checks can be NOT ENFORCED.
func (s Server) HasNotEnforced() bool { return s.Major() >= 18 }

// HasWithoutOverlaps: keys and foreign keys can be over periods.
func (s Server) HasWithoutOverlaps() bool { return s.Major() >= 18 }

// HasStatisticsOnExpressions: extended statistics can be about expressions.
func (s Server) HasStatisticsOnExpressions() bool { return s.Major() >= 14 }

// HasSummarizingBRIN: BRIN indexes have operator classes of several ranges, or of a Bloom filter, a block range.
func (s Server) HasSummarizingBRIN() bool { return s.Major() >= 14 }

// HasSPGistIncludes: SP-GiST indexes can include columns that are no keys.
func (s Server) HasSPGistIncludes() bool { return s.Major() >= 14 }

// HasNullsNotDistinct: NULLs can be equal to a unique index.
func (s Server) HasNullsNotDistinct() bool { return s.Major() >= 15 }

// HasSetNullColumns: ON DELETE SET NULL and SET DEFAULT of a foreign key can be about some of its columns.
func (s Server) HasSetNullColumns() bool { return s.Major() >= 15 }

// HasOnlyForTriggers: ALTER TABLE ONLY enables and disables triggers of a partitioned table alone.
func (s Server) HasOnlyForTriggers() bool { return s.Major() >= 15 }

// HasPartitionedExclusion: partitioned tables can have exclusion constraints.
func (s Server) HasPartitionedExclusion() bool { return s.Major() >= 17 }

// HasPartitionedNotValid: foreign keys of partitioned tables can be NOT VALID.
func (s Server) HasPartitionedNotValid() bool { return s.Major() >= 18 }

// HasCompatibleArrays: array_append and its like take arrays and elements of compatible types, not of one type.
func (s Server) HasCompatibleArrays() bool { return s.Major() >= 14 }

// HasMutualOperators: the commutator or negator of an operator has this operator for its own.
func (s Server) HasMutualOperators() bool { return s.Major() >= 17 }

// HasSQLBodies: functions can have a body in the SQL standard's form, which is parsed once.
func (s Server) HasSQLBodies() bool { return s.Major() >= 14 }

// HasOutProcedures: procedures can have OUT arguments.
func (s Server) HasOutProcedures() bool { return s.Major() >= 14 }

// HasSubscripting: base types can have subscripts of their own.
func (s Server) HasSubscripting() bool { return s.Major() >= 14 }

// HasPostfixOperators: operators can stand behind their one operand.
func (s Server) HasPostfixOperators() bool { return s.Major() < 14 }

// HasICULocale: collations keep the locale of ICU in a column of its own.
func (s Server) HasICULocale() bool { return s.Major() >= 15 }

// HasICUDatabases: a database can have its locale from ICU.
func (s Server) HasICUDatabases() bool { return s.Major() >= 15 }

// HasParameterPrivileges: roles can be allowed to change settings that are a superuser's.
func (s Server) HasParameterPrivileges() bool { return s.Major() >= 15 }

// HasMembershipOptions: a membership says itself whether privileges are inherited by it, and whether SET ROLE may use it.
func (s Server) HasMembershipOptions() bool { return s.Major() >= 16 }

// HasProvider says whether databases can have their locale from a provider, by its letter in pg_database.
func (s Server) HasProvider(letter string) bool {
	switch letter {
	case "i":
		return s.HasICUDatabases()
	case "b":
		return s.HasBuiltinLocales()
	}
	return true
}

// DelegatesRoles: who may make roles gives them what it has itself, and grants those that it administers. On older servers
// it may grant every role but superusers.
func (s Server) DelegatesRoles() bool { return s.Major() >= 16 }

// HasLanguageTags: locales of ICU are kept as language tags, however they were given.
func (s Server) HasLanguageTags() bool { return s.Major() >= 16 }

// OwnsMembers: access methods say which members of operator classes belong to the class, and which to its family.
func (s Server) OwnsMembers() bool { return s.Major() >= 14 }

// HasCollationRules: collations of ICU can add rules to their locale's.
func (s Server) HasCollationRules() bool { return s.Major() >= 16 }

// HasBuiltinLocales: the server has locales that no library provides.
func (s Server) HasBuiltinLocales() bool { return s.Major() >= 17 }

// HasBuiltinLocale: a locale is among those that no library provides, or that C libraries have under its name.
func (s Server) HasBuiltinLocale(name string) bool {
	return name != "PG_UNICODE_FAST" || s.Major() >= 18
}

// HasNamedDomainNotNull: NOT NULL of a domain is a constraint with a name.
func (s Server) HasNamedDomainNotNull() bool { return s.Major() >= 17 }

// HasMultirange: each range type has a multirange type.
func (s Server) HasMultirange() bool { return s.Major() >= 14 }

// HasPendingDetach: partitions can be detached concurrently, and be half way there.
func (s Server) HasPendingDetach() bool { return s.Major() >= 14 }

// HasUnloggedSequences: sequences can be unlogged.
func (s Server) HasUnloggedSequences() bool { return s.Major() >= 15 }

// HasVirtualColumns: generated columns can be computed when read.
func (s Server) HasVirtualColumns() bool { return s.Major() >= 18 }

// HasUnloggedPartitioned: a partitioned table can be called unlogged, which means nothing.
func (s Server) HasUnloggedPartitioned() bool { return s.Major() <= 17 }

// HasPartitionedAccessMethod: a partitioned table can name the access method of partitions to come.
func (s Server) HasPartitionedAccessMethod() bool { return s.Major() >= 17 }

// HasPartitionIdentity: partitions share the identity columns of their parent, and have none of their own.
func (s Server) HasPartitionIdentity() bool { return s.Major() >= 17 }

// PublicOwner returns who owns the public schema of a new database, "" where that is the cluster's first superuser.
func (s Server) PublicOwner() string {
	if s.Major() < 15 {
		return ""
	}
	return "pg_database_owner"
}

// PublicIsOpen: everybody can make objects in the public schema of a new database.
func (s Server) PublicIsOpen() bool { return s.Major() < 15 }

// KnowsPrivilege says whether there is a privilege that access lists write as letter.
func (s Server) KnowsPrivilege(letter byte) bool { return letter != 'm' || s.Major() >= 17 }

// KnowsDefaultPrivileges says whether ALTER DEFAULT PRIVILEGES can tell of objects of pg_default_acl's letter.
func (s Server) KnowsDefaultPrivileges(objects string) bool { return objects != "L" || s.Major() >= 18 }

// KnowsRole says whether a role can be there: not one of the system's own that came with a newer version.
func (s Server) KnowsRole(name string) bool {
	switch name {
	case "pg_database_owner", "pg_read_all_data", "pg_write_all_data":
		return s.Major() >= 14
	case "pg_checkpoint":
		return s.Major() >= 15
	case "pg_use_reserved_connections", "pg_create_subscription":
		return s.Major() >= 16
	case "pg_maintain":
		return s.Major() >= 17
	case "pg_signal_autovacuum_worker":
		return s.Major() >= 18
	}
	return true
}

// HasSupportFunction: operator classes of an access method can have the support function of this number.
func (s Server) HasSupportFunction(method string, number int16) bool {
	switch {
	case method == "btree" && number == 6: // skip support
		return s.Major() >= 18
	case method == "gist" && number == 11: // sort support
		return s.Major() >= 14
	case method == "gist" && number == 12: // comparison types
		return s.Major() >= 18
	}
	return true
}

// HasNumericScales: numeric can have a scale below zero, or above its precision.
func (s Server) HasNumericScales() bool { return s.Major() >= 15 }

// HasOwnExpressions: a child's generated column can have another expression than its parent's, and is none if that is none.
func (s Server) HasOwnExpressions() bool { return s.Major() >= 16 }

// Compresses says whether columns can choose this compression method.
func (s Server) Compresses(method string) bool {
	return s.HasColumnCompression() && (method != "lz4" || s.LZ4)
}

// HasTableOption says whether a table can have this storage option.
func (s Server) HasTableOption(name, value string) bool {
	switch name {
	case "autovacuum_vacuum_max_threshold", "vacuum_max_eager_freeze_failure_rate":
		return s.Major() >= 18
	case "vacuum_index_cleanup":
		return value != "auto" || s.Major() >= 14
	}
	return true
}

// HasSecurityInvoker: a view can read with the privileges of who asks.
func (s Server) HasSecurityInvoker() bool { return s.Major() >= 15 }

// HasUnknownRows: the number of rows of a table that was never analyzed is -1, not 0.
func (s Server) HasUnknownRows() bool { return s.Major() >= 14 }

// HasRangeStatistics: pg_stats tells of the bounds and lengths of ranges.
func (s Server) HasRangeStatistics() bool { return s.Major() >= 17 }

// TakesStatistics: the planner's statistics can be given from outside.
func (s Server) TakesStatistics() bool { return s.Major() >= 18 }

// HasInfiniteIntervals: intervals can be infinite.
func (s Server) HasInfiniteIntervals() bool { return s.Major() >= 17 }

// HasLoginTriggers: event triggers can fire on login.
func (s Server) HasLoginTriggers() bool { return s.Major() >= 17 }

// HasPublicationFilters: a publication can be of some columns and rows of a table, and of schemas.
func (s Server) HasPublicationFilters() bool { return s.Major() >= 15 }

// HasPublishedGeneratedColumns: a publication says whether generated columns are published.
func (s Server) HasPublishedGeneratedColumns() bool { return s.Major() >= 18 }

// HasSubscriptionStreaming: subscriptions can stream transactions in progress, and receive binary values.
func (s Server) HasSubscriptionStreaming() bool { return s.Major() >= 14 }

// HasTwoPhaseSubscriptions: subscriptions can receive prepared transactions, and be disabled by an error.
func (s Server) HasTwoPhaseSubscriptions() bool { return s.Major() >= 15 }

// HasSubscriptionOrigins: subscriptions can tell where changes came from, and as whom they apply them.
func (s Server) HasSubscriptionOrigins() bool { return s.Major() >= 16 }

// HasFailoverSlots: slots can be kept by a standby.
func (s Server) HasFailoverSlots() bool { return s.Major() >= 17 }

// KnowsSubscriptionOption says whether CREATE SUBSCRIPTION has an option, with that value.
func (s Server) KnowsSubscriptionOption(name, value string) bool {
	switch name {
	case "binary":
		return s.HasSubscriptionStreaming()
	case "streaming":
		return s.HasSubscriptionStreaming() && (value != "parallel" || s.HasSubscriptionOrigins())
	case "two_phase", "disable_on_error":
		return s.HasTwoPhaseSubscriptions()
	case "password_required", "run_as_owner", "origin":
		return s.HasSubscriptionOrigins()
	case "failover":
		return s.HasFailoverSlots()
	}
	return true
}
