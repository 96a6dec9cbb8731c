package preflight

// Advise is for tests.
var Advise = advise
