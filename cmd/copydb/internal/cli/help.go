package cli

import (
	cli "github.com/urfave/cli/v2"
)

func (a *app) helpCommand() *cli.Command {
	return &cli.Command{
		Name:      "help",
		Usage:     "tell what copydb does, or what one of its commands does",
		ArgsUsage: "[command]",
		Action:    help,
	}
}

// help shows the help of a command, or of a command of a group: "help dump schema".
func help(c *cli.Context) error {
	root := c.Lineage()[1]
	commands, group := c.App.Commands, ""
	var found *cli.Command
	for _, name := range c.Args().Slice() {
		found = commandNamed(commands, name)
		if found == nil {
			return unknownCommand(group, commands, name)
		}
		commands, group = found.Subcommands, group+found.Name+" "
	}
	if found == nil {
		return cli.ShowAppHelp(c)
	}
	parent := cli.NewContext(c.App, nil, root)
	parent.Command = &cli.Command{Name: found.Name, Subcommands: []*cli.Command{found}}
	return cli.ShowCommandHelp(parent, found.Name)
}

func commandNamed(commands []*cli.Command, name string) *cli.Command {
	for _, command := range commands {
		if command.HasName(name) {
			return command
		}
	}
	return nil
}
