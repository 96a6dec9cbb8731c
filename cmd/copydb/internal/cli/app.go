package cli

import (
	"context"
	"io"
	"os"
	"regexp"
	"strings"

	cli "github.com/urfave/cli/v2"
	"golang.org/x/term"
)

// Console is where a command prints.
type Console struct {
	Stdout, Stderr io.Writer
	Terminal       bool // stderr is a terminal: progress is drawn
}

// SystemConsole returns the process's own.
func SystemConsole() Console {
	return Console{Stdout: os.Stdout, Stderr: os.Stderr, Terminal: term.IsTerminal(int(os.Stderr.Fd()))}
}

// Main runs a command line, prints its error if it has one, and returns the exit code. When the context ends, a command
// stops cleanly; the cause of its end is what is printed.
func Main(ctx context.Context, args []string, console Console, build Build) int {
	a := &app{console: console, build: build, report: reportText}
	err := a.commandLine().RunContext(ctx, positionLast(args))
	if err != nil {
		a.report(console.Stderr, err)
	}
	return exitCode(err)
}

// app is what all commands share.
type app struct {
	console Console
	build   Build
	report  func(io.Writer, error)
}

func (a *app) commandLine() *cli.App {
	return &cli.App{
		Name:            "copydb",
		HelpName:        "copydb",
		Usage:           "copy a PostgreSQL database to another server",
		HideVersion:     true, // we have a command for it
		HideHelpCommand: true, // and our own help
		Commands:        a.complete(a.commands()),
		Flags:           []cli.Flag{&cli.BoolFlag{Name: "version", Usage: "print the version", DisableDefaultText: true}},
		Action:          a.withoutCommand,
		Writer:          a.console.Stdout,
		ErrWriter:       a.console.Stderr,
		OnUsageError:    a.flagError,
		CommandNotFound: a.unknownTopic,
		ExitErrHandler:  func(*cli.Context, error) {}, // else the library ends the process
	}
}

func (a *app) commands() []*cli.Command {
	return []*cli.Command{
		a.runCommand(),
		a.planCommand(),
		a.resumeCommand(),
		a.snapshotCommand(),

		a.followCommand(),
		a.streamCommand(),
		a.statusCommand(),

		a.compareCommand(),
		a.dumpCommand(),
		a.listCommand(),
		a.copyCommand(),

		a.pingCommand(),
		a.versionCommand(),
		a.helpCommand(),
	}
}

// complete gives commands, and those below, what all have: errors of ours, in the form of their log, and no help of the library's.
func (a *app) complete(commands []*cli.Command) []*cli.Command {
	for _, command := range commands {
		a.complete(command.Subcommands)
		command.HideHelpCommand, command.OnUsageError = true, a.flagError
		command.Before = func(c *cli.Context) error {
			if c.String("log-format") == jsonFormat {
				a.report = reportJSON
			}
			return nil
		}
	}
	return commands
}

// withoutCommand is what copydb does when it is given no command that it knows.
func (a *app) withoutCommand(c *cli.Context) error {
	switch {
	case c.Bool("version"):
		return a.printVersion()
	case c.Args().Present():
		return unknownCommand("", c.App.Commands, c.Args().First())
	}
	c.App.Writer = a.console.Stderr // help that nobody asked for is no result
	_ = cli.ShowAppHelp(c)
	return &usageError{problem: "a command is missing", hint: "copydb help run tells how to copy a database"}
}

// unknownCommand refuses a name that is none of the commands, of copydb or of the group that was given.
func unknownCommand(group string, commands []*cli.Command, name string) error {
	problem := "there is no such command"
	if isWord(name) {
		problem = "there is no command " + group + name
	}
	var names []string
	for _, command := range commands {
		for _, known := range command.Names() {
			names = append(names, group+known)
		}
	}
	return &usageError{problem: problem, hint: "the commands are " + strings.Join(names, ", ")}
}

// unknownTopic is for "copydb run --help word".
func (a *app) unknownTopic(c *cli.Context, _ string) { _ = cli.ShowAppHelp(c) }

// flagError makes a usage error of what the flag library says, without the values that it repeats.
func (a *app) flagError(c *cli.Context, err error, _ bool) error {
	hint := "copydb help lists the commands"
	if path := commandPath(c); path != "" {
		hint = "copydb help " + path + " lists the options"
	}
	return &usageError{problem: withoutValues(err.Error()), hint: hint}
}

// commandPath returns what stands between copydb and the options: "dump schema".
func commandPath(c *cli.Context) string {
	if c.Command == nil {
		return ""
	}
	return strings.TrimPrefix(strings.TrimPrefix(c.Command.HelpName, c.App.HelpName), " ")
}

// noArguments refuses what follows the options.
func noArguments(c *cli.Context) error {
	if !c.Args().Present() {
		return nil
	}
	path := commandPath(c)
	return &usageError{problem: path + " takes no arguments but its options", hint: "copydb help " + path + " lists the options"}
}

var (
	word        = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*$`)
	quotedValue = regexp.MustCompile(` ?"(\\.|[^"\\])*"`)
	plainWords  = regexp.MustCompile(`^[A-Za-z0-9 :.,-]*$`)
)

// isWord says whether a text is so simple that it can be repeated.
func isWord(text string) bool { return word.MatchString(text) }

// withoutValues removes the quoted values from a message of package flag. What is left may hold the name of an unknown
// flag, which is repeated only where it looks like one.
func withoutValues(message string) string {
	message = quotedValue.ReplaceAllString(message, "")
	if !plainWords.MatchString(message) {
		return "an option was given that does not exist"
	}
	return message
}
