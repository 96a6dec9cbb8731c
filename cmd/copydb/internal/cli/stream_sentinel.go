package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	cli "github.com/urfave/cli/v2"

	"copydb/catalog"
	"copydb/logical"
)

const sentinelHelp = `The sentinel is a row in the target's journal by which a run that follows is steered, from any machine that reaches the
target: where it ends (endpos), whether it applies what it receives (apply) or only receives it (prefetch).

` + connectionHelp + "\n\n"

func (a *app) sentinelCommand() *cli.Command {
	set := a.group("stream sentinel set", "change the sentinel", sentinelHelp,
		a.setPositionCommand("startpos", "take transactions that committed before a position as applied", logical.SetStartPos),
		a.setPositionCommand("endpos", "stop where exactly the transactions that committed before a position are applied", logical.SetEndPos),
		a.setApplyCommand("apply", "apply what is received", true),
		a.setApplyCommand("prefetch", "receive, and let it wait", false),
	)
	set.Name = "set"
	sentinel := a.group("stream sentinel", "steer a run that follows", sentinelHelp, a.getSentinelCommand(), set)
	sentinel.Name = "sentinel"
	return sentinel
}

// sentinelOptions are what the user chose about the sentinel.
type sentinelOptions struct {
	connections
	json    bool
	current bool
	only    map[string]*bool // of sentinelFields, those that are to be printed by themselves
}

// Validate reads the connection strings that are needed.
func (o *sentinelOptions) Validate() error {
	if o.current {
		return o.connections.Validate()
	}
	return o.readTarget()
}

// sentinelFields are the names of what a sentinel holds.
var sentinelFields = []string{"startpos", "endpos", "apply", "write_lsn", "flush_lsn", "replay_lsn"}

func (a *app) getSentinelCommand() *cli.Command {
	options := &sentinelOptions{only: map[string]*bool{}}
	flags := []cli.Flag{options.targetFlag(), option("json", "print JSON", &options.json)}
	for _, field := range sentinelFields {
		options.only[field] = new(bool)
		flags = append(flags, option(strings.ReplaceAll(field, "_", "-"), "print "+field+" alone", options.only[field]))
	}
	return &cli.Command{
		Name:        "get",
		Usage:       "print the sentinel, and how far the run is",
		UsageText:   "copydb stream sentinel get --target URL [--json | --endpos]",
		Description: sentinelHelp + exitCodeHelp("printed", Failed, Usage, Interrupted),
		Flags:       flags,
		Action:      action(options, func(ctx context.Context) error { return a.getSentinel(ctx, options) }),
	}
}

// sentinelView is the sentinel as it is printed.
type sentinelView struct {
	StartPos  catalog.LSN `json:"startpos"`
	EndPos    catalog.LSN `json:"endpos"`
	Apply     bool        `json:"apply"`
	WriteLSN  catalog.LSN `json:"write_lsn"`
	FlushLSN  catalog.LSN `json:"flush_lsn"`
	ReplayLSN catalog.LSN `json:"replay_lsn"`
}

// getSentinel does what the command stream sentinel get does.
func (a *app) getSentinel(ctx context.Context, options *sentinelOptions) error {
	return withTarget(ctx, options.target, func(conn *pgx.Conn) error {
		sentinel, err := logical.ReadSentinel(ctx, conn)
		if err != nil {
			return err
		}
		status, err := logical.ReadStatus(ctx, conn)
		if err != nil {
			return err
		}
		view := sentinelView{StartPos: sentinel.StartPos, EndPos: sentinel.EndPos, Apply: sentinel.Apply,
			WriteLSN: status.WriteLSN, FlushLSN: status.FlushLSN, ReplayLSN: status.ReplayLSN}
		if options.json {
			return writeJSON(a.console.Stdout, view)
		}
		_, err = io.WriteString(a.console.Stdout, view.text(options.only))
		return err
	})
}

// text is the sentinel as people read it, or the values alone that are asked for, as programs do.
func (v sentinelView) text(only map[string]*bool) string {
	apply := "disabled"
	if v.Apply {
		apply = "enabled"
	}
	values := []string{v.StartPos.String(), v.EndPos.String(), apply, v.WriteLSN.String(), v.FlushLSN.String(), v.ReplayLSN.String()}
	var all, chosen strings.Builder
	for i, field := range sentinelFields {
		fmt.Fprintf(&all, "%-10s %s\n", field, values[i])
		if *only[field] {
			chosen.WriteString(values[i] + "\n")
		}
	}
	return cmp.Or(chosen.String(), all.String())
}

// withTarget does something in a session of its own on the target.
func withTarget(ctx context.Context, target catalog.Endpoint, do func(*pgx.Conn) error) (err error) {
	conn, err := target.Connect(ctx, "sentinel")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	return do(conn)
}

// setPositionCommand is "set startpos" or "set endpos".
func (a *app) setPositionCommand(name, usage string, set func(context.Context, *pgx.Conn, catalog.LSN) error) *cli.Command {
	options := &sentinelOptions{}
	return &cli.Command{
		Name:      name,
		Usage:     usage,
		UsageText: "copydb stream sentinel set " + name + " --target URL LSN\n   copydb stream sentinel set " + name + " --target URL --source URL --current",
		Description: sentinelHelp + "--current is a position behind every commit that the source has confirmed to anybody; 0/0 takes a position back.\n\n" +
			exitCodeHelp("set; the position is printed", Failed, Usage, Interrupted),
		Flags: append(options.flags(), option("current", "where the source is now", &options.current)),
		Action: func(c *cli.Context) error {
			lsn, err := options.position(c.Args().Slice(), name)
			if err != nil {
				return err
			}
			if err := options.Validate(); err != nil {
				return err
			}
			return a.setPosition(c.Context, options, lsn, set)
		},
	}
}

// positionLast moves what stands right behind "sentinel set startpos" or "sentinel set endpos" behind the options, where the parser
// takes it: people write it on either side of them.
func positionLast(args []string) []string {
	for at := 3; at < len(args); at++ {
		name, position := args[at-1], args[at]
		if args[at-3] == "sentinel" && args[at-2] == "set" && (name == "startpos" || name == "endpos") && !strings.HasPrefix(position, "-") {
			return append(slices.Delete(slices.Clone(args), at, at+1), position)
		}
	}
	return args
}

// position reads what stands behind the options: an LSN, or nothing with --current.
func (o *sentinelOptions) position(arguments []string, name string) (catalog.LSN, error) {
	if o.current == (len(arguments) == 1) || len(arguments) > 1 {
		return 0, &usageError{problem: "a position is missing, or there are two", hint: "give set " + name + " 16/B374D848, or set " + name + " --current"}
	}
	if o.current {
		return 0, nil
	}
	return readLSN("the position", arguments[0])
}

// setPosition does what the commands stream sentinel set startpos and endpos do.
func (a *app) setPosition(ctx context.Context, options *sentinelOptions, lsn catalog.LSN, set func(context.Context, *pgx.Conn, catalog.LSN) error) error {
	return withTarget(ctx, options.target, func(target *pgx.Conn) error {
		if options.current {
			source, err := options.source.Connect(ctx, "sentinel")
			if err != nil {
				return err
			}
			lsn, err = logical.CurrentLSN(ctx, source)
			if err := errors.Join(err, source.Close(context.WithoutCancel(ctx))); err != nil {
				return err
			}
		}
		if err := set(ctx, target, lsn); err != nil {
			return err
		}
		_, err := fmt.Fprintln(a.console.Stdout, lsn)
		return err
	})
}

// setApplyCommand is "set apply" or "set prefetch".
func (a *app) setApplyCommand(name, usage string, apply bool) *cli.Command {
	options := &sentinelOptions{}
	return &cli.Command{
		Name:        name,
		Usage:       usage,
		UsageText:   "copydb stream sentinel set " + name + " --target URL",
		Description: sentinelHelp + exitCodeHelp("set", Failed, Usage, Interrupted),
		Flags:       []cli.Flag{options.targetFlag()},
		Action: action(options, func(ctx context.Context) error {
			return withTarget(ctx, options.target, func(conn *pgx.Conn) error { return logical.SetApply(ctx, conn, apply) })
		}),
	}
}
