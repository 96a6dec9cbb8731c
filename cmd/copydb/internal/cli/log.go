package cli

import (
	"io"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// newLogger writes to w what is at the level or worse: sentences for people, or a JSON object a line.
func newLogger(w io.Writer, format string, level zapcore.Level) *zap.Logger {
	encoder := zapcore.NewConsoleEncoder(zapcore.EncoderConfig{
		TimeKey:          "time",
		LevelKey:         "level",
		MessageKey:       "message",
		EncodeTime:       zapcore.TimeEncoderOfLayout(time.DateTime),
		EncodeLevel:      zapcore.LowercaseLevelEncoder,
		ConsoleSeparator: " ",
	})
	if format == jsonFormat {
		encoder = zapcore.NewJSONEncoder(zapcore.EncoderConfig{
			TimeKey:        "time",
			LevelKey:       "level",
			MessageKey:     "message",
			EncodeTime:     zapcore.RFC3339NanoTimeEncoder,
			EncodeLevel:    zapcore.LowercaseLevelEncoder,
			EncodeDuration: zapcore.SecondsDurationEncoder,
		})
	}
	return zap.New(zapcore.NewCore(encoder, zapcore.Lock(zapcore.AddSync(w)), level))
}

// line is one thing to tell: a sentence for people, a constant message with facts for machines.
type line struct {
	level    zapcore.Level
	sentence string
	message  string
	facts    []zap.Field
}

// teller writes lines in the form of its logger.
type teller struct {
	logger *zap.Logger
	json   bool
	// database is what the lines are about, where there are several.
	database string
}

// newTeller returns one that writes what is asked for, in the form that is asked for.
func (o output) newTeller(to io.Writer) teller {
	return teller{logger: newLogger(to, o.format, o.threshold), json: o.format == jsonFormat}
}

func (t teller) tell(l line) {
	if t.database != "" {
		l.sentence = t.database + ": " + l.sentence
		l.facts = append(l.facts, zap.String("database", t.database))
	}
	if t.json {
		t.logger.Log(l.level, l.message, l.facts...)
		return
	}
	t.logger.Log(l.level, printable(l.sentence))
}
