package cli

import (
	"context"

	cli "github.com/urfave/cli/v2"

	"copydb/plan"
	"copydb/plan/run"
)

// listedPart is what one session copies of a table at a time.
type listedPart struct {
	Schema string `json:"schema"`
	Name   string `json:"name"`
	Part   int    `json:"part"` // from 1
	Parts  int    `json:"parts"`
	Rows   string `json:"rows"` // which: "whole", or a range
	Format string `json:"format"`
	Bytes  int64  `json:"bytes"` // of the part, estimated
}

func (a *app) listPartsCommand() *cli.Command {
	options := &planOptions{}
	flags := append(options.runOptions.flags(), option("json", "print JSON", &options.json))
	command := a.listing("parts", "the parts in which a run would copy tables", flags,
		action(options, func(ctx context.Context) error {
			preview, err := run.Foresee(ctx, options.config(a.build.Version))
			if err != nil {
				return err
			}
			return listParts(preview.Plan).write(a.console.Stdout, options.json)
		}))
	command.UsageText = "copydb list parts --source URL --target URL [options of copydb run]"
	return command
}

// listParts lists the parts of a plan, as they stand in it.
func listParts(planned *plan.Plan) listing {
	var parts []listedPart
	seen := map[*plan.Table]int{}
	for _, step := range planned.Steps {
		if step.Kind != plan.Copy {
			continue
		}
		table := step.Table
		seen[table]++
		parts = append(parts, listedPart{Schema: table.Name.Schema, Name: table.Name.Name, Part: seen[table], Parts: table.Parts,
			Rows: step.Rows().String(), Format: table.Copy.Format.String(), Bytes: table.Bytes / int64(table.Parts)})
	}
	return newListing(parts,
		column[listedPart]{title: "Schema", text: func(p listedPart) string { return p.Schema }},
		column[listedPart]{title: "Name", text: func(p listedPart) string { return p.Name }},
		column[listedPart]{title: "Part", number: true, text: func(p listedPart) string { return formatCount(int64(p.Part)) }},
		column[listedPart]{title: "Of", number: true, text: func(p listedPart) string { return formatCount(int64(p.Parts)) }},
		column[listedPart]{title: "Rows", text: func(p listedPart) string { return p.Rows }},
		column[listedPart]{title: "Format", text: func(p listedPart) string { return p.Format }},
		column[listedPart]{title: "Size, about", number: true, text: func(p listedPart) string { return formatBytes(p.Bytes) }},
	)
}
