package cli

import (
	"strings"

	cli "github.com/urfave/cli/v2"
)

// group is a command that only leads to others: "dump" of "dump schema".
func (a *app) group(name, usage, description string, commands ...*cli.Command) *cli.Command {
	for _, command := range commands {
		command.HelpName = "copydb " + name + " " + command.Name
	}
	return &cli.Command{
		Name:               name,
		Usage:              usage,
		UsageText:          "copydb " + name + " COMMAND [options]",
		Description:        description,
		Subcommands:        commands,
		CustomHelpTemplate: groupTemplate,
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return unknownCommand(name+" ", commands, c.Args().First())
			}
			var names []string
			for _, command := range commands {
				names = append(names, name+" "+command.Name)
			}
			return &usageError{problem: "a command is missing behind " + name, hint: "the commands are " + strings.Join(names, ", ")}
		},
	}
}

// groupTemplate is the help of a group.
const groupTemplate = `NAME:
   {{.HelpName}} - {{.Usage}}

USAGE:
   {{.UsageText}}
{{if .Description}}
DESCRIPTION:
   {{wrap .Description 3}}
{{end}}
COMMANDS:{{range .Subcommands}}
   {{join .Names ", "}}{{"\t"}}{{.Usage}}{{end}}
`
