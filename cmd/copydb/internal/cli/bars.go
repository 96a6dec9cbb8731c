package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// How the bars are drawn.
const (
	refreshEvery = 200 * time.Millisecond
	stepsShown   = 8
)

// bars draw how far a run is on a terminal: a bar for the rows, one for what is built from them, and a line for each of the
// heaviest steps that run. They read the tally; what is written to them appears above them.
type bars struct {
	progress *mpb.Progress
	drawn    []*mpb.Bar
	terminal io.Writer
	tally    *tally
}

// startBars draws until stop is called.
func startBars(terminal io.Writer, tally *tally, options ...mpb.ContainerOption) *bars {
	b := &bars{terminal: terminal, tally: tally}
	b.progress = mpb.New(append([]mpb.ContainerOption{mpb.WithOutput(terminal), mpb.WithRefreshRate(refreshEvery), mpb.WithAutoRefresh()},
		options...)...)
	rows := func(p progress) (done, of int64) { return p.copied, p.total }
	built := func(p progress) (done, of int64) { return int64(p.built), int64(p.builds) }
	b.draw("rows", rows, rowsText, b.steps)
	b.draw("indexes", built, builtText, b.state)
	return b
}

// Write prints lines above the bars, or plainly once they are gone.
func (b *bars) Write(text []byte) (int, error) {
	if n, err := b.progress.Write(text); err == nil {
		return n, nil
	}
	return b.terminal.Write(text)
}

// stop takes the bars away, and waits until they are.
func (b *bars) stop() {
	for _, bar := range b.drawn {
		bar.Abort(true)
	}
	b.progress.Wait()
}

// draw adds a bar: its title, how much of how much it shows, a text after it, and lines below it.
func (b *bars) draw(title string, measure func(progress) (done, of int64), text func(progress) string, below mpb.BarFillerFunc) {
	measured := func(base mpb.BarFiller) mpb.BarFiller {
		return mpb.BarFillerFunc(func(w io.Writer, s decor.Statistics) error {
			s.Current, s.Total = measure(b.tally.progress())
			return base.Fill(w, s)
		})
	}
	bar := b.progress.New(0, mpb.BarStyle(),
		mpb.BarFillerMiddleware(measured),
		mpb.BarExtender(below, false),
		mpb.PrependDecorators(decor.Name(title, decor.WC{W: 8, C: decor.DindentRight})),
		mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return text(b.tally.progress()) })),
	)
	b.drawn = append(b.drawn, bar)
}

func rowsText(p progress) string {
	text := fmt.Sprintf("%3d%%  %s  %s/s", p.percent(), formatBytes(p.passed), formatBytes(p.rate))
	if p.left > 0 {
		text += "  " + formatDuration(p.left) + " left"
	}
	return text
}

func builtText(p progress) string { return fmt.Sprintf("%d of %d", p.built, p.builds) }

// state tells the phase and the time.
func (b *bars) state(w io.Writer, s decor.Statistics) error {
	p := b.tally.progress()
	text := formatDuration(p.elapsed) + " elapsed"
	if p.phase != "" {
		text += ": " + p.phase
	}
	if p.followed != nil {
		text += "; " + p.followed.Stage + ": " + lagSentence(*p.followed)
	}
	return writeCut(w, s, text)
}

// steps tells what is being worked on.
func (b *bars) steps(w io.Writer, s decor.Statistics) error {
	for _, text := range stepTexts(b.tally.progress()) {
		if err := writeCut(w, s, text); err != nil {
			return err
		}
	}
	return nil
}

// stepTexts has a line for each of the heaviest steps that run.
func stepTexts(p progress) []string {
	var texts []string
	for i, step := range p.running {
		if i == stepsShown {
			return append(texts, fmt.Sprintf("  and %d more", len(p.running)-stepsShown))
		}
		text := fmt.Sprintf("  %s, %s", step.name, formatDuration(step.took))
		if step.bytes > 0 {
			text += ", " + formatBytes(step.bytes)
		}
		if step.share >= 0 {
			text += fmt.Sprintf(", %.0f%%", 100*step.share)
		}
		texts = append(texts, text)
	}
	return texts
}

// writeCut writes a line that is no wider than the terminal: one that wraps would confuse the cursor.
func writeCut(w io.Writer, s decor.Statistics, text string) error {
	_, err := io.WriteString(w, strings.TrimRight(runewidth.Truncate(text, s.AvailableWidth, "…"), " ")+"\n")
	return err
}
