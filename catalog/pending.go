package catalog

// EventTrigger is not read yet.
type EventTrigger struct{}

// Extension is not read yet.
type Extension struct{}

// ForeignServer is not read yet.
type ForeignServer struct{}

// ForeignTable is not read yet.
type ForeignTable struct{}

// ForeignWrapper is not read yet.
type ForeignWrapper struct{}

// Index is not read yet.
type Index struct{}

// Inheritance is not read yet.
type Inheritance struct{}

// MaterializedView is not read yet.
type MaterializedView struct{}

// Policy is not read yet.
type Policy struct{}

// Publication is not read yet.
type Publication struct{}

// Rule is not read yet.
type Rule struct{}

// Sequence is not read yet.
type Sequence struct{}

// Statistics is not read yet.
type Statistics struct{}

// Subscription is not read yet.
type Subscription struct{}

// Trigger is not read yet.
type Trigger struct{}

// UserMapping is not read yet.
type UserMapping struct{}

// View is not read yet.
type View struct{}
