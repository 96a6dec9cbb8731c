package cli

import (
	cli "github.com/urfave/cli/v2"

	"copydb/plan/run"
)

const streamHelp = `The parts of following a source, one by one. copydb run --follow does all of them.`

func (a *app) streamCommand() *cli.Command {
	return a.group("stream", "follow the changes of a source, part by part", streamHelp,
		a.setupCommand(),
		a.partCommand(run.PartReceive, "receive changes into the spool", "receive", "prefetch"),
		a.partCommand(run.PartApply, "apply changes, and leave what is done at the end", "apply", "catchup", "replay"),
		a.sentinelCommand(),
		a.cleanupCommand(),
	)
}
