package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	cli "github.com/urfave/cli/v2"

	"copydb/ddl/pgparse"
)

// Build says which copydb this is.
type Build struct {
	Version string
	Commit  string
}

// NewBuild takes what the linker was told, and what the Go tool noted for the rest.
func NewBuild(version, commit string) Build {
	build := Build{Version: version, Commit: commit}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	if build.Version == "" {
		build.Version = info.Main.Version
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" && build.Commit == "" {
			build.Commit = setting.Value
		}
	}
	if build.Version == "" {
		build.Version = "unknown"
	}
	if build.Commit == "" {
		build.Commit = "unknown"
	}
	return build
}

func (a *app) versionCommand() *cli.Command {
	return &cli.Command{
		Name:        "version",
		Usage:       "print the version of copydb and of what it was built with",
		Description: exitCodeHelp("done", Usage),
		Action: func(c *cli.Context) error {
			if err := noArguments(c); err != nil {
				return err
			}
			return a.printVersion()
		},
	}
}

func (a *app) printVersion() error {
	_, err := fmt.Fprintf(a.console.Stdout, "copydb   %s\ncommit   %s\ngo       %s %s/%s\ngrammar  %s\n",
		a.build.Version, a.build.Commit, runtime.Version(), runtime.GOOS, runtime.GOARCH, pgparse.Version())
	return err
}
