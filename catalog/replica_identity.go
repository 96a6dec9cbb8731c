package catalog

import "context"

// ReplicaIdentity is a table and how a stream of changes tells one of its rows from the others. Partitioned tables have one too,
// for their partitions to come.
type ReplicaIdentity struct {
	OID OID
	Name
	Partitioned bool
	Root        OID // the topmost table of the partition tree that it belongs to, itself included; 0 outside of one
	Unlogged    bool
	Usable      bool   // UPDATE and DELETE may be published
	Reason      string // why not, as people read it, else ""
	Replicates  string // its REPLICA IDENTITY as ALTER TABLE writes it: DEFAULT, NOTHING, FULL, USING INDEX name
	Owner       string
	Owned       bool // the session's role may act as the owner, as a publication asks for
}

// ReadReplicaIdentities lists those of all tables of the users'.
func ReadReplicaIdentities(ctx context.Context, session Querier, server Server) ([]ReplicaIdentity, error) {
	return readKind[ReplicaIdentity](ctx, session, server, "replica_identity")
}

// StreamSettings are what a source has to say to a stream of its changes.
type StreamSettings struct {
	WALLevel             string
	Slots, SlotLimit     int    // max_replication_slots
	Senders, SenderLimit int    // max_wal_senders
	KeepSize             int64  // max_slot_wal_keep_size in MB, -1 for all
	SenderTimeout        int64  // wal_sender_timeout in ms, 0 for none
	IdleSlotTimeout      int64  // idle_replication_slot_timeout in s, 0 for none or where there is none
	SynchronousStandbys  string // synchronous_standby_names
	WaitsForStandbys     bool   // synchronized_standby_slots names some
	MayReplicate         bool   // the role may open replication sessions
	GrantsReplication    string // the role that a provider's users are given instead of REPLICATION, else ""
	MayPublish           bool   // the role may make publications in the database
}

// ReadStreamSettings asks for them.
func ReadStreamSettings(ctx context.Context, session Querier, server Server) (StreamSettings, error) {
	return readOne[StreamSettings](ctx, session, server, "stream_settings")
}

// MayReplica says whether the role of a session may set session_replication_role, under which neither foreign keys nor
// ordinary triggers answer to what is written.
func MayReplica(ctx context.Context, session Querier, server Server) (bool, error) {
	found, err := readOne[struct{ May bool }](ctx, session, server, "may_replica")
	return found.May, err
}
