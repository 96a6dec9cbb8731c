package run

// For tests.
var (
	PaceSQL     = paceSQL
	StepPaceSQL = stepPaceSQL
)

// Advise is for tests.
var Advise = advise
