package cli

import (
	cli "github.com/urfave/cli/v2"
)

const streamHelp = `The parts of following a source, one by one. copydb run --follow does all of them.`

func (a *app) streamCommand() *cli.Command {
	return a.group("stream", "follow the changes of a source, part by part", streamHelp,
		a.sentinelCommand(),
		a.cleanupCommand(),
	)
}
