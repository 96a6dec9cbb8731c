package cli

import (
	"strings"

	cli "github.com/urfave/cli/v2"
	"go.uber.org/zap/zapcore"
)

// output is how much a command tells, and in which form.
type output struct {
	level, format string
	quiet         bool

	threshold zapcore.Level // set by Validate
}

func (o *output) flags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "log-level", Usage: "tell `LEVEL` and what is worse: debug, info, warn or error", Value: "info",
			Destination: &o.level},
		&cli.StringFlag{Name: "log-format", Usage: "write the log, on stderr, as `FORMAT`: text or json", Value: textFormat,
			Destination: &o.format},
		&cli.BoolFlag{Name: "quiet", Usage: "print errors only, and no summary", Destination: &o.quiet, DisableDefaultText: true},
	}
}

// Validate completes the choices, and refuses those that there are not.
func (o *output) Validate() error {
	levels := map[string]zapcore.Level{"debug": zapcore.DebugLevel, "info": zapcore.InfoLevel, "warn": zapcore.WarnLevel,
		"error": zapcore.ErrorLevel}
	var known bool
	if o.threshold, known = levels[strings.ToLower(o.level)]; !known {
		return &usageError{problem: "--log-level has none of its values", hint: "give debug, info, warn or error"}
	}
	if err := validFormat("log-format", o.format); err != nil {
		return err
	}
	if o.quiet {
		o.threshold = zapcore.ErrorLevel
	}
	return nil
}
