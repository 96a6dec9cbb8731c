package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"copydb/copyproto"
	"copydb/plan/preflight"
	"copydb/plan/run"
)

// Rules for a report: the first line says which side, which object, and what the server said; details are the server's
// own, each with its name; the hint comes last. Nothing is said twice.

// report is an error as people read it.
type report struct {
	side, object string
	message      string // with the side and the object
	state        string // the SQLSTATE, "" where no server spoke
	details      []string
	hint         string
}

// reportText prints an error for people.
func reportText(w io.Writer, err error) {
	for _, each := range failures(err) {
		r := explain(each)
		lines := []string{"copydb: " + r.message}
		for _, detail := range r.details {
			lines = append(lines, "  "+detail)
		}
		if r.hint != "" {
			lines = append(lines, "hint: "+r.hint)
		}
		fmt.Fprintln(w, strings.Join(lines, "\n"))
	}
}

// reportJSON prints an error for machines.
func reportJSON(w io.Writer, err error) {
	logger := newLogger(w, jsonFormat, zapcore.ErrorLevel)
	for _, each := range failures(err) {
		r := explain(each)
		facts := []zap.Field{zap.String("error", r.message), zap.Int("exit-code", exitCode(err))}
		for name, value := range map[string]string{"side": r.side, "object": r.object, "sqlstate": r.state, "hint": r.hint} {
			if value != "" {
				facts = append(facts, zap.String(name, value))
			}
		}
		if len(r.details) > 0 {
			facts = append(facts, zap.Strings("details", r.details))
		}
		slices.SortFunc(facts, func(a, b zap.Field) int { return strings.Compare(a.Key, b.Key) })
		logger.Error("failed", facts...)
	}
}

// failures returns what is told one by one.
func failures(err error) []error {
	var sides sidesError
	if errors.As(err, &sides) {
		return sides
	}
	return []error{err}
}

// explain finds out what people want to know about an error.
func explain(err error) report {
	var refusal *preflight.Refusal
	var exceptions *exceptionsError
	switch {
	case errors.As(err, &refusal):
		return explainRefusal(refusal)
	case errors.As(err, &exceptions):
		return explainExceptions(exceptions)
	}
	r := report{hint: hintFor(err)}
	r.explainStep(err)
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		r.explainServer(refused, err)
	}
	for _, sql := range mending(err) {
		r.details = append(r.details, sql+";")
	}
	r.message, r.details = cleanLine(r.message), cleanLines(r.details)
	return r
}

// explainStep says where it happened, and what.
func (r *report) explainStep(err error) {
	var step *run.StepError
	var connecting *pgconn.ConnectError
	switch {
	case errors.As(err, &connecting):
		r.explainConnect(connecting, err)
	case errors.As(err, &step):
		r.side, r.object = string(step.Side), step.Object
		r.message = strings.Join(nonEmpty(r.side, step.Object), ", ") + ": " + cause(step).Error()
	default:
		message, rest, _ := strings.Cut(err.Error(), "\n")
		r.message = message
		r.details = nonEmpty(strings.Split(rest, "\n")...)
	}
}

// cause returns why a step failed, without what the step has said.
func cause(step *run.StepError) error {
	var copying *copyproto.Error
	if errors.As(step.Err, &copying) {
		return copying.Err
	}
	return step.Err
}

// explainServer adds what the server said of its refusal.
func (r *report) explainServer(refused *pgconn.PgError, err error) {
	r.state = refused.Code
	r.message = strings.Replace(r.message, refused.Error(), refused.Message+" (SQLSTATE "+refused.Code+")", 1)
	for _, detail := range []struct{ name, text string }{
		{"detail", refused.Detail},
		{"where", refused.Where},
		{"in", refused.InternalQuery},
		{"at", nearby(err, int(refused.Position))},
		{"the server's hint", refused.Hint},
	} {
		if detail.text != "" {
			r.details = append(r.details, detail.name+": "+detail.text)
		}
	}
}

// nearby shows the statement around the character that the server points at. A statement that may hold a password is not
// shown.
func nearby(err error, position int) string {
	const around = 60
	var step *run.StepError
	if !errors.As(err, &step) || position < 1 || strings.Contains(strings.ToLower(step.SQL), "password") {
		return ""
	}
	sql := []rune(step.SQL)
	if position > len(sql) {
		return ""
	}
	first, end := max(0, position-1-around), min(len(sql), position-1+around)
	return fmt.Sprintf("character %d of the statement: %s", position, strings.Join(strings.Fields(string(sql[first:end])), " "))
}

// explainRefusal makes a line of each finding, and says each hint once.
func explainRefusal(refusal *preflight.Refusal) report {
	first := refusal.Findings[0]
	if len(refusal.Findings) == 1 {
		return report{side: string(first.Side), message: cleanLine(first.String()), hint: cleanLine(first.Hint)}
	}
	r := report{message: fmt.Sprintf("refused before anything was touched, for %d reasons:", len(refusal.Findings))}
	for _, finding := range refusal.Findings {
		r.details = append(r.details, finding.String())
	}
	hints := map[string]bool{}
	for _, finding := range refusal.Findings {
		if finding.Hint != "" && !hints[finding.Hint] {
			hints[finding.Hint] = true
			r.details = append(r.details, "hint: "+finding.Hint)
		}
	}
	r.details = cleanLines(r.details)
	return r
}

// explainExceptions lists what the summary has not.
func explainExceptions(exceptions *exceptionsError) report {
	r := report{message: exceptions.Error()}
	if exceptions.told {
		r.message += ", listed in the summary"
		return r
	}
	for _, loss := range exceptions.losses {
		r.details = append(r.details, loss.Object+": "+loss.Reason)
	}
	r.details = cleanLines(r.details)
	return r
}

// maxLine bounds a line of a report: a server may repeat a whole row or function.
const maxLine = 500

// cleanLine makes one line of a text, which a terminal cannot misunderstand.
func cleanLine(text string) string {
	text = printable(strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' || r == '\t' }), " "))
	if runes := []rune(text); len(runes) > maxLine {
		return string(runes[:maxLine]) + "…"
	}
	return text
}

func cleanLines(texts []string) []string {
	var clean []string
	for _, text := range texts {
		clean = append(clean, cleanLine(text))
	}
	return clean
}

func nonEmpty(texts ...string) []string {
	return slices.DeleteFunc(texts, func(text string) bool { return strings.TrimSpace(text) == "" })
}
