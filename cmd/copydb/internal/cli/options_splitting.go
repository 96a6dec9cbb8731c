package cli

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	cli "github.com/urfave/cli/v2"

	"copydb/plan"
)

// splitting is which tables are copied in parts.
type splitting struct {
	size, by string
	most     int

	chosen plan.Split // set by Validate
}

// defaultSplit is what one session copies in ten seconds or so. Below it, a part costs more than it gains: its rows cannot be
// written as frozen.
const defaultSplit = "1GB"

func (s *splitting) flags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "split-tables-larger-than", Value: defaultSplit, Destination: &s.size,
			Usage: "copy tables of more than `SIZE` (like 512MB) in parts of about that size at most; 0 for none"},
		&cli.IntFlag{Name: "split-max-parts", Destination: &s.most, Usage: "copy a table in `N` parts at most; 0 for any number"},
		&cli.StringFlag{Name: "split-by", Destination: &s.by, Value: "best", Usage: "cut tables by `WHAT`: ctid (their blocks), key " +
			"(the first column of an index), or best (ctid, where the source is PostgreSQL 14 or later, else key)"},
	}
}

// Validate completes the choices, and refuses those that make no sense.
func (s *splitting) Validate() error {
	if s.size == "" {
		return nil // the command has no such options
	}
	bytes, ok := parseSize(s.size)
	if !ok {
		return &usageError{problem: "--split-tables-larger-than has to be a size like 512MB or 2GB", hint: "0 copies every table as a whole"}
	}
	if s.most < 0 {
		return &usageError{problem: "--split-max-parts has to be 0 or more", hint: "leave it out for any number"}
	}
	by := map[string]plan.SplitBy{"best": plan.ByBest, "ctid": plan.ByCTID, "key": plan.ByKey}
	chosen, known := by[strings.ToLower(s.by)]
	if !known {
		return &usageError{problem: "--split-by has none of its values", hint: "give best, ctid or key"}
	}
	s.chosen = plan.Split{LargerThan: bytes, MaxParts: s.most, By: chosen}
	return nil
}

var size = regexp.MustCompile(`(?i)^([0-9]+(?:\.[0-9]+)?) *(b|kb|mb|gb|tb|)$`)

// parseSize reads a number of bytes, with a unit of PostgreSQL's or none.
func parseSize(text string) (bytes int64, ok bool) {
	parts := size.FindStringSubmatch(strings.TrimSpace(text))
	if parts == nil {
		return 0, false
	}
	number, err := strconv.ParseFloat(parts[1], 64)
	shift := map[string]int{"": 0, "b": 0, "kb": 10, "mb": 20, "gb": 30, "tb": 40}[strings.ToLower(parts[2])]
	number = math.Ldexp(number, shift)
	return int64(number), err == nil && number < math.MaxInt64
}
