package cli

import (
	"copydb/catalog"
	"copydb/plan/run"
)

// planJSON is a plan for machines.
type planJSON struct {
	Source     serverJSON      `json:"source"`
	Target     serverJSON      `json:"target"`
	Refused    bool            `json:"refused"` // a run would be
	Findings   []findingJSON   `json:"findings"`
	Objects    []objectCount   `json:"objects"`
	Tables     []planTableJSON `json:"tables"`
	Bytes      int64           `json:"bytes"`
	LeftOut    []leftJSON      `json:"left_out"`
	Exceptions []leftJSON      `json:"exceptions"`
	Seconds    float64         `json:"estimated_seconds"` // for the rows
	Statements []statementJSON `json:"statements,omitempty"`
}

type serverJSON struct {
	Version  string `json:"version"`
	Database string `json:"database"`
	Role     string `json:"role"`
}

type findingJSON struct {
	Side    string `json:"side"`
	Refused bool   `json:"refused"`
	Text    string `json:"text"`
	Hint    string `json:"hint"`
}

type planTableJSON struct {
	Schema string `json:"schema"`
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	Rows   *int64 `json:"rows"` // null where they were never estimated
	Parts  int    `json:"parts"`
	Format string `json:"format"`
	Where  string `json:"where,omitempty"`
}

type leftJSON struct {
	Object string `json:"object"`
	Reason string `json:"reason"`
	Asked  bool   `json:"asked,omitempty"`
}

type statementJSON struct {
	Step string `json:"step"`
	Name string `json:"name"`
	SQL  string `json:"sql"` // "" where it may hold a password
}

func newPlanJSON(preview *run.Preview, config run.Config, withSQL bool) planJSON {
	server := func(s catalog.Server) serverJSON { return serverJSON{s.Release(), s.Database, s.Role} }
	planned := preview.Plan
	result := planJSON{Source: server(preview.Source), Target: server(preview.Target), Refused: preview.Refusal() != nil,
		Findings: []findingJSON{}, Objects: countObjects(planned), Tables: []planTableJSON{}, Bytes: planned.Bytes(),
		LeftOut: []leftJSON{}, Exceptions: []leftJSON{}, Seconds: guess(planned, config.TableJobs).Seconds()}
	for _, finding := range preview.Findings {
		result.Findings = append(result.Findings, findingJSON{string(finding.Side), finding.Refused, finding.Text, finding.Hint})
	}
	rows := estimatedRows(planned)
	for _, table := range largestFirst(planned) {
		entry := planTableJSON{Schema: table.Name.Schema, Name: table.Name.Name, Bytes: table.Bytes, Parts: table.Parts,
			Format: table.Copy.Format.String(), Where: table.Copy.Where}
		if n, known := rows[table.OID]; known {
			entry.Rows = &n
		}
		result.Tables = append(result.Tables, entry)
	}
	for _, left := range planned.Choice.Left {
		result.LeftOut = append(result.LeftOut, leftJSON{left.Object, left.Reason, left.Asked})
	}
	for _, loss := range planned.Losses {
		result.Exceptions = append(result.Exceptions, leftJSON{Object: loss.Object, Reason: loss.Reason})
	}
	if withSQL {
		result.Statements = statementsJSON(preview)
	}
	return result
}

func statementsJSON(preview *run.Preview) []statementJSON {
	statements := []statementJSON{}
	for _, step := range preview.Plan.Steps {
		for _, statement := range step.Statements {
			entry := statementJSON{Step: step.ID, Name: statement.Name, SQL: statement.SQL}
			if statement.Secret {
				entry.SQL = ""
			}
			statements = append(statements, entry)
		}
	}
	return statements
}
