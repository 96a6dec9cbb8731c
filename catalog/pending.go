package catalog

// AccessMethod is not read yet.
type AccessMethod struct{}

// Aggregate is not read yet.
type Aggregate struct{}

// BaseType is not read yet.
type BaseType struct{}

// Cast is not read yet.
type Cast struct{}

// Collation is not read yet.
type Collation struct{}

// CompositeType is not read yet.
type CompositeType struct{}

// Conversion is not read yet.
type Conversion struct{}

// Domain is not read yet.
type Domain struct{}

// Enum is not read yet.
type Enum struct{}

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

// Function is not read yet.
type Function struct{}

// Index is not read yet.
type Index struct{}

// Inheritance is not read yet.
type Inheritance struct{}

// Language is not read yet.
type Language struct{}

// MaterializedView is not read yet.
type MaterializedView struct{}

// OperatorClass is not read yet.
type OperatorClass struct{}

// OperatorFamily is not read yet.
type OperatorFamily struct{}

// Operator is not read yet.
type Operator struct{}

// Policy is not read yet.
type Policy struct{}

// Publication is not read yet.
type Publication struct{}

// Range is not read yet.
type Range struct{}

// Rule is not read yet.
type Rule struct{}

// Sequence is not read yet.
type Sequence struct{}

// Statistics is not read yet.
type Statistics struct{}

// Subscription is not read yet.
type Subscription struct{}

// TSConfiguration is not read yet.
type TSConfiguration struct{}

// TSDictionary is not read yet.
type TSDictionary struct{}

// TSParser is not read yet.
type TSParser struct{}

// TSTemplate is not read yet.
type TSTemplate struct{}

// Transform is not read yet.
type Transform struct{}

// Trigger is not read yet.
type Trigger struct{}

// UserMapping is not read yet.
type UserMapping struct{}

// View is not read yet.
type View struct{}
