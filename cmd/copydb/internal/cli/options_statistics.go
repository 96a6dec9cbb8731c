package cli

import (
	cli "github.com/urfave/cli/v2"

	"copydb/plan"
)

// statistics is where the target's planner gets its statistics from.
type statistics struct {
	origin string
	skip   bool
}

func (s *statistics) flags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "statistics", Value: string(plan.FromSource), Destination: &s.origin,
			Usage: "`HOW` the target's planner gets its statistics: copy (where the target is PostgreSQL 18, else like analyze), analyze, or none"},
		option("skip-analyze", "the same as --statistics none", &s.skip),
	}
}

// Validate refuses an origin that there is not.
func (s *statistics) Validate() error {
	switch plan.Origin(s.origin) {
	case "", plan.FromSource, plan.FromAnalyze, plan.FromNowhere: // "" where the command has no such option
		return nil
	}
	return &usageError{problem: "--statistics has none of its values", hint: "give copy, analyze or none"}
}

func (s *statistics) chosen() plan.Origin {
	if s.skip {
		return plan.FromNowhere
	}
	return plan.Origin(s.origin)
}
