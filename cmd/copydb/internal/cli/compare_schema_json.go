package cli

import "copydb/ddl"

// comparisonJSON is a comparison for machines.
type comparisonJSON struct {
	Objects     int              `json:"objects"` // compared
	Differences []differenceJSON `json:"differences"`
}

type differenceJSON struct {
	Object  string     `json:"object"`
	Missing string     `json:"missing,omitempty"` // the side that does not have it
	Parts   []partJSON `json:"parts"`
}

type partJSON struct {
	Name   string `json:"name"`
	Source string `json:"source,omitempty"` // SQL
	Target string `json:"target,omitempty"`
}

// comparisonDocument is a comparison for machines.
func comparisonDocument(comparison ddl.Comparison) comparisonJSON {
	result := comparisonJSON{Objects: comparison.Objects, Differences: []differenceJSON{}}
	for _, difference := range comparison.Differences {
		d := differenceJSON{Object: difference.Object, Missing: string(difference.Missing)}
		for _, part := range difference.Parts {
			if part.Secret {
				part.Source, part.Target = hide(part.Source), hide(part.Target)
			}
			d.Parts = append(d.Parts, partJSON{Name: part.Name, Source: part.Source, Target: part.Target})
		}
		result.Differences = append(result.Differences, d)
	}
	return result
}

func hide(sql string) string {
	if sql == "" {
		return ""
	}
	return hidden
}
