package cli

import (
	cli "github.com/urfave/cli/v2"
)

func (a *app) helpCommand() *cli.Command {
	return &cli.Command{
		Name:            "help",
		Usage:           "tell what copydb does, or what one of its commands does",
		ArgsUsage:       "[command]",
		HideHelpCommand: true,
		OnUsageError:    a.flagError,
		Action: func(c *cli.Context) error {
			name := c.Args().First()
			if name == "" {
				return cli.ShowAppHelp(c)
			}
			command := c.App.Command(name)
			if command == nil {
				return a.unknownCommand(c, name)
			}
			return cli.ShowCommandHelp(c.Lineage()[1], command.Name)
		},
	}
}
