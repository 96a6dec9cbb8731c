package cli

import cli "github.com/urfave/cli/v2"

// listProgressCommand is copydb status under the name that pgcopydb's users know.
func (a *app) listProgressCommand() *cli.Command {
	command := a.statusCommand()
	command.Name, command.Usage = "progress", "tell how far a run is, as copydb status does"
	command.UsageText = "copydb list progress --target URL [--source URL] [--json]"
	return command
}
