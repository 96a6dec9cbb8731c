package cli

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"

	"copydb/catalog"
	"copydb/copyproto"
	"copydb/logical"
	"copydb/plan/journal"
	"copydb/plan/run"
)

// Rules for a hint: it says what to do, not what happened; it names the option, the command or the setting; it is one
// line; it guesses nothing that the error does not tell. "{side}" stands for the side at fault, "{again}" for the command that goes on.

// stateHints tell what to do by SQLSTATE, or by its first two letters where all of a class want the same.
var stateHints = map[string]string{
	"08":    "look at the {side}'s log and at the network between; then {again}",
	"0A000": "the {side} does not support this; if its release is older than the source's, take a newer one",
	"22": "look for settings, extensions or releases in which the two sides differ: a value that the source holds is refused. Change it, or " +
		"leave it out with --where or --exclude-table-data, and begin again with --restart",
	"22021": "the {side} takes no such bytes: create the target database with the source's encoding",
	"22P05": "a character has no equivalent there: create the target database with the source's encoding",
	"23":    "rows on the target clash with the copy: is something else writing there? On a quiet target, {again}",
	"25006": "the {side} takes no writes: give the address of the primary, and see default_transaction_read_only",
	"28000": "check the role, the address and pg_hba.conf on the {side}",
	"28P01": "check the role and its password: PGPASSWORD, ~/.pgpass or the connection string",
	"3D000": "create the database first, empty; copydb run --create-db does, like the source's",
	"3F000": "a schema is missing on the {side}: was it dropped meanwhile? Go on with copydb resume",
	"40":    "something else works on the same objects of the {side}; keep it quiet and {again}",
	"42501": "let a role that has the privilege connect to the {side}: a superuser, or the owner of the objects",
	"42704": "make the missing object on the {side} first; for roles and privileges, --no-owner and --no-acl do without",
	"42710": "start with an empty target, or drop what is in the way with --drop-if-exists",
	"42723": "start with an empty target, or drop what is in the way with --drop-if-exists",
	"42P04": "start with an empty target, or drop what is in the way with --drop-if-exists",
	"42P06": "start with an empty target, or drop what is in the way with --drop-if-exists",
	"42P07": "start with an empty target, or drop what is in the way with --drop-if-exists",
	"2BP01": "other objects need what --drop-if-exists would drop: drop them first, or start with an empty database",
	"53":    "give the {side} more of what it lacks, or ask for less with --table-jobs and --index-jobs",
	"53100": "free space on the {side}'s disk; then {again}",
	"53200": "raise max_locks_per_transaction on the {side} if locks ran out; else lower --index-jobs or maintenance_work_mem",
	"53300": "raise max_connections on the {side}, or lower --table-jobs and --index-jobs",
	"54":    "a limit of the {side} was reached; see its log",
	"55006": "something else uses the object on the {side}; end its sessions and {again}",
	"55P03": "something else holds a lock on the {side}; end its session and {again}",
	"57014": "somebody, or a timeout of the {side}, cancelled the statement; {again}",
	"57P01": "the {side} was shut down, or somebody ended the session; {again}",
	"57P02": "a process of the {side} crashed: see its log; then {again}",
	"57P03": "the {side} is starting, stopping or recovering: in a moment, {again}",
	"57P04": "the database of the {side} was dropped",
	"58":    "the {side} has trouble with its own files: see its log",
	"58P01": "install the missing library or file on the {side}, for an extension say, or leave extensions out with --skip-extensions",
	"XX":    "the {side} found an error in itself: see its log",
	"XX001": "the {side}'s data is damaged: see its log, and check the table before anything else",
}

// hintFor tells what to do about an error, or nothing where we do not know.
func hintFor(err error) string {
	hint := kindHint(err)
	if hint == "" {
		hint = followHint(err)
	}
	var refused *pgconn.PgError
	if hint == "" && errors.As(err, &refused) {
		hint = stateHint(refused.Code)
	}
	if hint == "" {
		hint = networkHint(err)
	}
	return strings.NewReplacer("{side}", sideOf(err), "{again}", again(err)).Replace(hint)
}

// again tells how to go on: a run that has not begun, and a command that makes nothing, leave nothing to resume.
func again(err error) string {
	if isResumable(err) {
		return "go on with copydb resume"
	}
	return "give the same command again"
}

func isResumable(err error) bool {
	var unfinished *run.UnfinishedError
	return errors.As(err, &unfinished)
}

func stateHint(state string) string {
	if hint := stateHints[state]; hint != "" || len(state) < 2 {
		return hint
	}
	return stateHints[state[:2]]
}

// kindHint is for errors of our own.
func kindHint(err error) string {
	var usage *usageError
	var mismatch *copyproto.CountMismatchError
	var needed *run.NeededError
	switch {
	case errors.As(err, &usage):
		return usage.hint
	case errors.Is(err, run.ErrInterrupted) && !isResumable(err):
		return ""
	case errors.Is(err, run.ErrInterrupted):
		return "go on with copydb resume; or start again with copydb run --restart, which removes what the run made"
	case errors.Is(err, run.ErrUnfinished):
		return "go on with copydb resume; or begin again with copydb run --restart, which removes what that run made"
	case errors.Is(err, run.ErrNotConsistent):
		return "where nobody has written to the source since, copydb resume --not-consistent goes on; else begin again with copydb run --restart"
	case errors.Is(err, run.ErrEmptied):
		return "begin again with copydb run --restart, and keep TRUNCATE and ALTER TABLE away from the source until the rows are copied; with --follow they may come"
	case errors.Is(err, run.ErrChanged):
		return "begin again with copydb run --restart, which removes what that run made"
	case errors.Is(err, run.ErrNotBegun):
		return "copydb run copies; of a run that was stopped before it made anything there is nothing to go on with"
	case errors.Is(err, run.ErrNotPlanned):
		return "give the command that was to copy them once more: it begins anew"
	case errors.Is(err, run.ErrOtherSource):
		return "give the source of that run; or begin anew with copydb run --restart, which removes what that run made"
	case errors.Is(err, run.ErrFollowed):
		return "copydb follow goes on from there; copydb stream cleanup ends it and leaves the copy; copydb run --restart removes it and begins again"
	case errors.Is(err, run.ErrHasSlot):
		return "copydb follow goes on with it, from any machine; copydb run --follow --snapshot ID copies under the snapshot of copydb " +
			"snapshot --follow; copydb stream cleanup ends it and leaves what was copied"
	case errors.Is(err, run.ErrNoSlotHeld):
		return "give the ID that copydb snapshot --follow has printed for this target; without --snapshot the run makes a slot of its own"
	case errors.Is(err, run.ErrOtherSlot):
		return "give what was given to copydb snapshot --follow, or leave it out: it holds"
	case errors.Is(err, run.ErrNoSnapshot):
		return "copydb snapshot prints a snapshot's ID and holds it until it is stopped: is it still running?"
	case errors.Is(err, run.ErrNotFollowing):
		return "go on with copydb resume; or begin again with copydb run --follow --restart, which removes what that run made"
	case errors.Is(err, run.ErrPartUnfinished):
		return "finish it with copydb resume; or give the command that began it again, with --restart"
	case errors.Is(err, run.ErrNotCopied):
		return "finish it first with copydb resume, which then follows"
	case errors.Is(err, run.ErrNoSpool):
		return "give it one with --spool DIR"
	case errors.Is(err, run.ErrSlotLost):
		return "begin again with copydb run --follow --restart, which removes what that run made"
	case errors.Is(err, run.ErrTakenOver):
		return "copydb status tells what the target holds now"
	case errors.Is(err, run.ErrManySlots):
		return "say which one with --slot-name"
	case errors.Is(err, logical.ErrNoSentinel):
		return "copydb run --follow makes it; copydb status tells what the target holds"
	case errors.Is(err, journal.ErrOtherVersion):
		return "go on with that version; or remove slot, publication and journal with copydb stream cleanup, and begin again"
	case errors.Is(err, journal.ErrLocked):
		return "wait until it has finished; select * from pg_stat_activity where application_name like 'copydb%' on the target shows it"
	case errors.As(err, &needed):
		return "give the target what it lacks, a library or an extension say, and go on with copydb resume; or leave the tables that need it " +
			"out with --exclude-table, and begin again with --restart"
	case errors.As(err, &mismatch):
		return "a trigger or rule on the target that changes rows? Start with an empty target, with --restart"
	case errors.Is(err, catalog.ErrSnapshotLost), errors.Is(err, journal.ErrLockLost):
		return "find out who or what ended the session, a firewall or a restart say; then {again}"
	}
	return ""
}

// networkHint is for connections that fail before a server says anything, or in the middle.
func networkHint(err error) string {
	var unknownHost *net.DNSError
	var untrusted *tls.CertificateVerificationError
	var anonymous x509.UnknownAuthorityError
	var connecting *pgconn.ConnectError
	switch {
	case errors.As(err, &unknownHost):
		return "check the host name in the connection string, and DNS"
	case errors.As(err, &untrusted), errors.As(err, &anonymous):
		return "give the authority that signed the server's certificate with sslrootcert=FILE, and the host name as the certificate has it"
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.ENOENT):
		return "check host and port, that the server runs, and its listen_addresses; then {again}"
	case pgconn.Timeout(err), errors.Is(err, context.DeadlineExceeded), errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "check host and port, and the firewalls between; then {again}"
	case errors.As(err, &connecting) && isEnded(err):
		return "the connection ended before a server had said anything: see its log, check host and port, and what stands between; then {again}"
	case errors.As(err, &connecting):
		return "check the connection string, TLS options (sslmode) included"
	case isEnded(err):
		return "the {side} ended the connection: see its log and the network between; then {again}"
	}
	return ""
}

// isEnded says whether the other side, or the way to it, ended a connection.
func isEnded(err error) bool {
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// sideOf names the side at fault for a hint.
func sideOf(err error) string {
	var step *run.StepError
	if errors.As(err, &step) && step.Side != "" {
		return string(step.Side)
	}
	return "server"
}
