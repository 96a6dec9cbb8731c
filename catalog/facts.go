package catalog

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Facts is what the catalogs of one database say about it. Slices are in a stable order (schema, name), the same on two
// databases that hold the same objects.
type Facts struct {
	Server  Server
	Quoting Quoting

	AccessMethods      []AccessMethod
	Aggregates         []Aggregate
	BaseTypes          []BaseType
	Casts              []Cast
	Collations         []Collation
	Columns            []Column
	CompositeTypes     []CompositeType
	ConfigTables       []ConfigTable
	Constraints        []Constraint
	Conversions        []Conversion
	DomainConstraints  []DomainConstraint
	Domains            []Domain
	Enums              []Enum
	EventTriggers      []EventTrigger
	Extensions         []Extension
	ForeignServers     []ForeignServer
	ForeignTables      []ForeignTable
	ForeignWrappers    []ForeignWrapper
	Functions          []Function
	Indexes            []Index
	Inheritances       []Inheritance
	Languages          []Language
	LargeObjects       []LargeObject
	MaterializedViews  []MaterializedView
	OperatorClasses    []OperatorClass
	OperatorFamilies   []OperatorFamily
	OperatorMembers    []OperatorMember
	Operators          []Operator
	Policies           []Policy
	PublicationSchemas []PublicationSchema
	PublicationTables  []PublicationTable
	Publications       []Publication
	Ranges             []Range
	Rules              []Rule
	Schemas            []Schema
	Sequences          []Sequence
	ShellTypes         []ShellType
	Statistics         []Statistics
	Subscriptions      []Subscription
	SystemTriggers     []SystemTriggers
	TSConfigurations   []TSConfiguration
	TSDictionaries     []TSDictionary
	TSParsers          []TSParser
	TSTemplates        []TSTemplate
	Tables             []Table
	Transforms         []Transform
	Triggers           []Trigger
	UserMappings       []UserMapping
	Views              []View

	// OfMembers holds the facts of members of extensions, and of what their tables and views have: columns, constraints, indexes,
	// triggers and the like. The catalogs do not tell what an extension's script made from what users made. Nothing else is in it.
	OfMembers        *Facts
	ExtensionMembers []ExtensionMember

	// What the cluster has beside the database.
	Database     Database
	Memberships  []Membership
	Roles        []Role
	Settings     []Setting
	SharedLabels []SecurityLabel
	Tablespaces  []Tablespace

	// What belongs to objects of every kind.
	Comments          []Comment
	DefaultPrivileges []DefaultPrivilege
	Depends           []Depend
	ExtensionDepends  []ExtensionDepend
	Owners            []Owner
	Privileges        []Privilege
	SecurityLabels    []SecurityLabel
}

// ReadFacts reads all facts in one transaction, whose snapshot should be the run's. The search_path of its session must be
// empty, as Connect leaves it, for definitions to come with their schemas.
func ReadFacts(ctx context.Context, tx pgx.Tx, server Server) (*Facts, error) {
	facts := newFacts(server)
	if err := readAll(ctx, tx, server, facts.queries()); err != nil {
		return nil, err
	}
	return facts, nil
}

func newFacts(server Server) *Facts {
	return &Facts{Server: server, OfMembers: &Facts{Server: server}}
}

// halves divides the queries into two lists that take about as long where there are many tables.
func (f *Facts) halves() (half, rest []query) {
	half = append(half, query{"quoting", one(new(Quoting))}) // each session has to be told
	for _, q := range f.queries() {
		switch q.kind {
		case "column", "table":
			half = append(half, q)
		default:
			rest = append(rest, q)
		}
	}
	return half, rest
}

// queries lists the query of each kind, by the name of its file.
func (f *Facts) queries() []query {
	queries := []query{
		{"quoting", one(&f.Quoting)}, // for those that follow
		{"default_privilege", into(&f.DefaultPrivileges)},
		{"large_object", into(&f.LargeObjects)},
		{"privilege", into(&f.Privileges)},
		{"config_table", into(&f.ConfigTables)},
		{"extension", into(&f.Extensions)},
		{"extension_member", into(&f.ExtensionMembers)},
		{"publication", into(&f.Publications)},
		{"publication_schema", into(&f.PublicationSchemas)},
		{"publication_table", into(&f.PublicationTables)},
		{"subscription", into(&f.Subscriptions)},
		{"user_mapping", into(&f.UserMappings)},
		{"database", one(&f.Database)},
		{"membership", into(&f.Memberships)},
		{"role", into(&f.Roles)},
		{"setting", into(&f.Settings)},
		{"shared_label", into(&f.SharedLabels)},
		{"tablespace", into(&f.Tablespaces)},
		{"depend", into(&f.Depends)},
		{"extension_depend", into(&f.ExtensionDepends)},
	}
	queries = append(queries, f.bringable()...)
	for _, q := range f.OfMembers.bringable() {
		q.kind = ofMembers + q.kind
		queries = append(queries, q)
	}
	return queries
}

// bringable lists the queries of what an extension may bring as well.
func (f *Facts) bringable() []query {
	return []query{
		{"comment", into(&f.Comments)},
		{"owner", into(&f.Owners)},
		{"security_label", into(&f.SecurityLabels)},
		{"event_trigger", into(&f.EventTriggers)},
		{"foreign_server", into(&f.ForeignServers)},
		{"foreign_table", into(&f.ForeignTables)},
		{"foreign_wrapper", into(&f.ForeignWrappers)},
		{"materialized_view", into(&f.MaterializedViews)},
		{"view", into(&f.Views)},
		{"column", intoColumns(&f.Columns)},
		{"inheritance", into(&f.Inheritances)},
		{"sequence", into(&f.Sequences)},
		{"table", intoTables(&f.Tables)},
		{"access_method", into(&f.AccessMethods)},
		{"aggregate", into(&f.Aggregates)},
		{"base_type", into(&f.BaseTypes)},
		{"cast", into(&f.Casts)},
		{"collation", into(&f.Collations)},
		{"composite_type", into(&f.CompositeTypes)},
		{"constraint", into(&f.Constraints)},
		{"conversion", into(&f.Conversions)},
		{"domain", into(&f.Domains)},
		{"domain_constraint", into(&f.DomainConstraints)},
		{"enum", into(&f.Enums)},
		{"function", into(&f.Functions)},
		{"index", intoIndexes(&f.Indexes)},
		{"language", into(&f.Languages)},
		{"operator", into(&f.Operators)},
		{"operator_class", into(&f.OperatorClasses)},
		{"operator_family", into(&f.OperatorFamilies)},
		{"operator_member", into(&f.OperatorMembers)},
		{"policy", into(&f.Policies)},
		{"range", into(&f.Ranges)},
		{"rule", into(&f.Rules)},
		{"schema", into(&f.Schemas)},
		{"shell_type", into(&f.ShellTypes)},
		{"statistics", into(&f.Statistics)},
		{"transform", into(&f.Transforms)},
		{"system_trigger", into(&f.SystemTriggers)},
		{"trigger", into(&f.Triggers)},
		{"ts_configuration", into(&f.TSConfigurations)},
		{"ts_dictionary", into(&f.TSDictionaries)},
		{"ts_parser", into(&f.TSParsers)},
		{"ts_template", into(&f.TSTemplates)},
	}
}
