package run

// For tests.
var (
	PaceSQL        = paceSQL
	StepPaceSQL    = stepPaceSQL
	GarbagePercent = garbagePercent
)
