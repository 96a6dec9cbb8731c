package cli

import cli "github.com/urfave/cli/v2"

func (a *app) compareCommand() *cli.Command {
	return a.group("compare", "compare two databases", "", a.compareSchemaCommand(), a.compareDataCommand())
}

// verdict sums up.
func verdict(differences int) string {
	switch differences {
	case 0:
		return "no difference"
	case 1:
		return "1 differs"
	}
	return formatCount(int64(differences)) + " differ"
}
