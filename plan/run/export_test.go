package run

// PaceSQL is for tests.
var PaceSQL = paceSQL

// Advise is for tests.
var Advise = advise
