package catalog

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Facts is what the catalogs of one database say about it. Slices are in a stable order (schema, name), the same on two
// databases that hold the same objects.
type Facts struct {
	Server Server

	AccessMethods     []AccessMethod
	Aggregates        []Aggregate
	BaseTypes         []BaseType
	Casts             []Cast
	Collations        []Collation
	Columns           []Column
	CompositeTypes    []CompositeType
	Constraints       []Constraint
	Conversions       []Conversion
	Domains           []Domain
	Enums             []Enum
	EventTriggers     []EventTrigger
	Extensions        []Extension
	ForeignServers    []ForeignServer
	ForeignTables     []ForeignTable
	ForeignWrappers   []ForeignWrapper
	Functions         []Function
	Indexes           []Index
	Inheritances      []Inheritance
	Languages         []Language
	LargeObjects      []LargeObject
	MaterializedViews []MaterializedView
	OperatorClasses   []OperatorClass
	OperatorFamilies  []OperatorFamily
	Operators         []Operator
	Policies          []Policy
	Publications      []Publication
	Ranges            []Range
	Rules             []Rule
	Schemas           []Schema
	Sequences         []Sequence
	Statistics        []Statistics
	Subscriptions     []Subscription
	TSConfigurations  []TSConfiguration
	TSDictionaries    []TSDictionary
	TSParsers         []TSParser
	TSTemplates       []TSTemplate
	Tables            []Table
	Transforms        []Transform
	Triggers          []Trigger
	UserMappings      []UserMapping
	Views             []View

	// What belongs to objects of every kind.
	Comments          []Comment
	DefaultPrivileges []DefaultPrivilege
	Depends           []Depend
	Owners            []Owner
	Privileges        []Privilege
	SecurityLabels    []SecurityLabel
}

// ReadFacts reads all facts in one transaction, whose snapshot should be the run's. The search_path of its session must be
// empty, as Connect leaves it, for definitions to come with their schemas.
func ReadFacts(ctx context.Context, tx pgx.Tx, server Server) (*Facts, error) {
	facts := &Facts{Server: server}
	if err := readAll(ctx, tx, server, facts.queries()); err != nil {
		return nil, err
	}
	return facts, nil
}

// queries lists the query of each kind, by the name of its file.
func (f *Facts) queries() []query {
	return []query{
		{"comment", into(&f.Comments)},
		{"default_privilege", into(&f.DefaultPrivileges)},
		{"large_object", into(&f.LargeObjects)},
		{"owner", into(&f.Owners)},
		{"privilege", into(&f.Privileges)},
		{"security_label", into(&f.SecurityLabels)},
		{"constraint", into(&f.Constraints)},
		{"depend", into(&f.Depends)},
		{"schema", into(&f.Schemas)},
	}
}
