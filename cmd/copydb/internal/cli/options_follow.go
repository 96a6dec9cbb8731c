package cli

import (
	"fmt"
	"path/filepath"

	cli "github.com/urfave/cli/v2"

	"copydb/catalog"
	"copydb/catalog/filter"
	"copydb/plan/journal"
	"copydb/plan/run"
)

// followOptions are what the user chose for what comes after the copy.
type followOptions struct {
	spool     string
	streaming string
	lanes     int
	endpos    string
	slot      string
	keyless   filter.Filter // InsertOnly and Full

	end catalog.LSN // set by Validate
}

func (o *followOptions) flags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "spool", Usage: "keep changes that wait in the folder `DIR`, so that the source can let its WAL go; target keeps them in the target, none on the source",
			Value: journal.SpoolNone, Destination: &o.spool},
		o.streamingFlag(),
		&cli.IntFlag{Name: "apply-jobs", Usage: "catch up with what waits in the spool by `N` sessions",
			DefaultText: "half of this machine's CPUs, 2 to 4", Destination: &o.lanes},
		o.endposFlag(),
		&cli.StringFlag{Name: "slot-name", Usage: "call the replication slot and the publication `NAME`", Destination: &o.slot},
		patternFlag("insert-only", "rows are only ever added to the tables that match `PATTERN`: follow their inserts, without a key",
			&o.keyless.InsertOnly),
		patternFlag("replica-identity-full", "follow the tables that match `PATTERN`, which have no key, after ALTER TABLE … REPLICA IDENTITY FULL on the source",
			&o.keyless.Full),
	}
}

func (o *followOptions) streamingFlag() cli.Flag {
	return &cli.StringFlag{Name: "streaming", Usage: "`WHEN` large transactions are received: while they run (on; a source of 14 or later can), or when they have committed (off), which keeps them on the source's disk until then",
		DefaultText: "on, and as before for a run that is taken up", Destination: &o.streaming}
}

// againFlags are what may be chosen anew where a run is taken up.
func (o *followOptions) againFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "spool", Usage: "the folder `DIR` is where the run's spool is now; target or none, where nothing waits in it any more",
			DefaultText: "as before", Destination: &o.spool},
		o.streamingFlag(),
	}
}

// again makes a run one that is taken up, with what was chosen anew.
func (o *followOptions) again(config *run.Config) {
	config.Resume, config.Restream, config.Respool = true, o.restream(), o.spool
}

// restream is the choice for a run that is taken up, nil where there is none.
func (o *followOptions) restream() *bool {
	if o.streaming == "" {
		return nil
	}
	on := o.streaming == streamingOn
	return &on
}

func (o *followOptions) endposFlag() cli.Flag {
	return &cli.StringFlag{Name: "endpos", Usage: "stop where exactly the transactions that committed before `LSN` are applied", Destination: &o.endpos}
}

// given says whether one of the choices was made that only following knows.
func (o *followOptions) given() bool {
	return o.endpos != "" || o.streaming != "" || o.lanes != 0 || o.slot != "" || !o.keyless.IsZero()
}

// The answers to --streaming.
const (
	streamingOn  = "on"
	streamingOff = "off"
)

// Validate completes the choices, and refuses those that make no sense.
func (o *followOptions) Validate() (err error) {
	if err := o.validateStreaming(); err != nil {
		return err
	}
	if o.lanes < 0 {
		return &usageError{problem: "--apply-jobs is less than 1", hint: "leave it out: there are as many as pay"}
	}
	if o.spool != "" && o.spool != journal.SpoolNone && o.spool != journal.SpoolTarget { // the run may be taken up from elsewhere
		if o.spool, err = filepath.Abs(o.spool); err != nil {
			return fmt.Errorf("finding the folder of --spool: %w", err)
		}
	}
	if o.endpos != "" {
		if o.end, err = readLSN("--endpos", o.endpos); err != nil {
			return err
		}
	}
	if err := o.keyless.Validate(); err != nil {
		return &usageError{problem: err.Error(), hint: patternHint}
	}
	return nil
}

func (o *followOptions) validateStreaming() error {
	switch o.streaming {
	case "", streamingOn, streamingOff:
		return nil
	}
	return &usageError{problem: "--streaming is neither on nor off", hint: "leave it out: it is on"}
}

// readLSN reads a position in the WAL.
func readLSN(what, text string) (catalog.LSN, error) {
	lsn, err := catalog.ParseLSN(text)
	if err != nil {
		return 0, &usageError{problem: what + " is no position in the WAL", hint: "write it as PostgreSQL does: 16/B374D848"}
	}
	return lsn, nil
}

// addTo makes a run one that follows.
func (o *followOptions) addTo(config *run.Config) {
	config.Follow = &journal.Settings{Spool: o.spool, Streaming: o.streaming != streamingOff, Lanes: o.lanes, EndPos: o.end, Slot: o.slot}
	config.Options.Filter.Add(o.keyless)
}
