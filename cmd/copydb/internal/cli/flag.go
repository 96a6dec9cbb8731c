package cli

import cli "github.com/urfave/cli/v2"

// option is a flag that is given or not.
func option(name, usage string, to *bool) cli.Flag {
	return &cli.BoolFlag{Name: name, Usage: usage, Destination: to, DisableDefaultText: true}
}

// The forms of the log, and of results.
const (
	textFormat = "text"
	jsonFormat = "json"
)

// formatFlag is the form of what a comparison writes.
func formatFlag(format *string) cli.Flag {
	return &cli.StringFlag{Name: "format", Usage: "write the result as `FORMAT`: text or json", Value: textFormat, Destination: format}
}

// validFormat refuses a form that there is not.
func validFormat(flag, format string) error {
	if format != textFormat && format != jsonFormat {
		return &usageError{problem: "--" + flag + " has none of its values", hint: "give text or json"}
	}
	return nil
}
