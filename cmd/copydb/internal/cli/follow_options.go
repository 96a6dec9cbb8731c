package cli

import (
	"path"

	cli "github.com/urfave/cli/v2"

	"copydb/catalog"
	"copydb/plan/run"
)

// followOptions are what the user chose for what comes after the copy.
type followOptions struct {
	spool      string
	endpos     string
	slot       string
	insertOnly cli.StringSlice
	full       cli.StringSlice

	end catalog.LSN // set by Validate
}

func (o *followOptions) flags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "spool", Usage: "keep changes that wait in the folder `DIR`, so that the source can let its WAL go; target keeps them in the target, none on the source",
			Value: run.SpoolNone, Destination: &o.spool},
		o.endposFlag(),
		&cli.StringFlag{Name: "slot-name", Usage: "call the replication slot and the publication `NAME`", Destination: &o.slot},
		&cli.StringSliceFlag{Name: "insert-only", Usage: "rows are only ever added to the tables of this `PATTERN`: follow their inserts, without a key",
			Destination: &o.insertOnly},
		&cli.StringSliceFlag{Name: "replica-identity-full",
			Usage: "follow the tables of this `PATTERN`, which have no key, after ALTER TABLE … REPLICA IDENTITY FULL on the source", Destination: &o.full},
	}
}

func (o *followOptions) endposFlag() cli.Flag {
	return &cli.StringFlag{Name: "endpos", Usage: "stop where exactly the transactions that committed before `LSN` are applied", Destination: &o.endpos}
}

// given says whether one of the choices was made that only following knows.
func (o *followOptions) given() bool {
	return o.endpos != "" || o.slot != "" || len(o.insertOnly.Value()) > 0 || len(o.full.Value()) > 0
}

// Validate completes the choices, and refuses those that make no sense.
func (o *followOptions) Validate() (err error) {
	if o.endpos != "" {
		if o.end, err = readLSN("--endpos", o.endpos); err != nil {
			return err
		}
	}
	for name, patterns := range map[string][]string{"insert-only": o.insertOnly.Value(), "replica-identity-full": o.full.Value()} {
		for _, pattern := range patterns {
			if _, err := path.Match(pattern, ""); err != nil {
				return &usageError{problem: "--" + name + " has a pattern that cannot be read",
					hint: "write table or schema.table, with * and ? for what may be anything"}
			}
		}
	}
	return nil
}

// readLSN reads a position in the WAL.
func readLSN(what, text string) (catalog.LSN, error) {
	lsn, err := catalog.ParseLSN(text)
	if err != nil {
		return 0, &usageError{problem: what + " is no position in the WAL", hint: "write it as PostgreSQL does: 16/B374D848"}
	}
	return lsn, nil
}

func (o *followOptions) config() *run.Follow {
	return &run.Follow{Spool: o.spool, EndPos: o.end, Slot: o.slot, InsertOnly: o.insertOnly.Value(), Full: o.full.Value()}
}
