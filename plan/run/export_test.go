package run

// PaceSQL is for tests.
var PaceSQL = paceSQL
