package journal

import (
	"copydb/logical"
	"copydb/logical/apply"
	"copydb/logical/spool"
)

// runTables are the journal of any run. A reader with psql should understand it at three in the morning.
var runTables = []string{
	`create schema copydb`,
	`create table copydb.run (
		started timestamptz not null default pg_catalog.clock_timestamp(),
		version text not null,  -- of copydb
		source text not null,   -- system identifier and database
		snapshot text not null, -- that the rows are read under
		options jsonb not null, -- those that shape the plan
		awaits boolean not null -- that the other databases of a copy of all are planned too; nothing is copied before
	)`,
	`create table copydb.step (
		id text primary key,
		kind text not null,
		fingerprint text not null, -- of what the step did
		finished timestamptz not null default pg_catalog.clock_timestamp(),
		rows bigint not null,
		bytes bigint not null,
		undo jsonb not null        -- statements that remove what the step made, as strings of Go in ASCII
	)`,
	`create table copydb.exception (
		step text not null references copydb.step on delete cascade,
		place int not null,  -- of a statement that was left out, in the order of all; -1 where it is none
		object text not null, -- '' where it goes without saying
		reason text not null
	)`,
	`comment on schema copydb is 'the journal of a copydb run that has not finished'`,
}

// followTables are the journal's of a run that follows.
func followTables() []string {
	return append([]string{
		apply.ProgressTable,
		spool.Table,
		`create table copydb.follow (
			slot text not null,     -- and the publication
			stage text not null,    -- start, copy, rest, follow, end, done
			start pg_lsn,           -- where the slot begins
			snapshot_lsn pg_lsn,    -- the run's snapshot sees what committed before
			reached pg_lsn,         -- the end position that was reached
			settings jsonb not null,
			selection bytea not null, -- what is published, and what is not; no JSON, since names may be bytes of no encoding
			kept oid[] not null,    -- large objects that the target had before
			beside jsonb            -- options of a part of a copy that is made beside the slot, while it is not finished
		)`,
		`create table copydb.sync (
			schema text,
			name text,
			lsn pg_lsn not null,     -- the table's rows are those that committed before, and the stream brings all others
			settled pg_lsn not null, -- where the source was when they had been read
			build bytea not null,    -- how the table was built when the copy began
			primary key (schema, name)
		)`,
	}, logical.SentinelTables...)
}
