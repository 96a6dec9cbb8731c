package cli

import (
	"context"
	"fmt"
	"time"

	cli "github.com/urfave/cli/v2"

	"copydb/catalog"
)

const pingHelp = `Connects to the source and to the target, whatever comes of the other, and tells what is there.

` + connectionHelp + "\n\n"

func (a *app) pingCommand() *cli.Command {
	options := &connections{}
	return &cli.Command{
		Name:        "ping",
		Usage:       "connect to both databases and tell what they are",
		UsageText:   "copydb ping --source URL --target URL",
		Description: pingHelp + exitCodeHelp("both sides answered", Failed, Usage, Interrupted),
		Flags:       options.flags(),
		Action: action(options, func(ctx context.Context) error {
			return pingSides(ctx, a.console, options.source, options.target)
		}),
	}
}

// pingSides does what the command ping does.
func pingSides(ctx context.Context, console Console, endpoints ...catalog.Endpoint) error {
	var failures sidesError
	for _, endpoint := range endpoints {
		told, err := pingSide(ctx, endpoint)
		if err != nil {
			failures = append(failures, err)
			continue
		}
		if _, err := fmt.Fprintln(console.Stdout, told); err != nil {
			return err
		}
	}
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case len(failures) > 0:
		return failures
	}
	return nil
}

// pingSide connects to one side and tells what is there.
func pingSide(ctx context.Context, endpoint catalog.Endpoint) (string, error) {
	conn, err := endpoint.Connect(ctx, "ping")
	if err != nil {
		return "", err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	server, err := catalog.ProbeServer(ctx, conn)
	if err != nil {
		return "", fmt.Errorf("%s: %w", endpoint.Side, err)
	}
	start := time.Now()
	if err := conn.Ping(ctx); err != nil {
		return "", fmt.Errorf("%s: %w", endpoint.Side, err)
	}
	return fmt.Sprintf("%s: %s, round trip %.1f ms", endpoint.Side, describe(server),
		float64(time.Since(start).Microseconds())/1000), nil
}

// describe tells a server to people.
func describe(server catalog.Server) string {
	superuser := ""
	if server.Superuser {
		superuser = " (superuser)"
	}
	standby := ""
	if server.InRecovery {
		standby = ", a standby"
	}
	return printable(fmt.Sprintf("PostgreSQL %s, database %s, role %s%s, encoding %s%s",
		server.Release(), server.Database, server.Role, superuser, server.Encoding, standby))
}
