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

	// OfMembers holds what the tables and views have that extensions brought: columns, constraints, indexes, triggers and the
	// like, the extension's own and those that users added. The catalogs do not tell the two apart. Nothing else is in it.
	OfMembers *Facts

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
		{"comment", into(&f.Comments)},
		{"default_privilege", into(&f.DefaultPrivileges)},
		{"large_object", into(&f.LargeObjects)},
		{"owner", into(&f.Owners)},
		{"privilege", into(&f.Privileges)},
		{"config_table", into(&f.ConfigTables)},
		{"event_trigger", into(&f.EventTriggers)},
		{"extension", into(&f.Extensions)},
		{"foreign_server", into(&f.ForeignServers)},
		{"foreign_table", into(&f.ForeignTables)},
		{"foreign_wrapper", into(&f.ForeignWrappers)},
		{"materialized_view", into(&f.MaterializedViews)},
		{"publication", into(&f.Publications)},
		{"publication_schema", into(&f.PublicationSchemas)},
		{"publication_table", into(&f.PublicationTables)},
		{"subscription", into(&f.Subscriptions)},
		{"user_mapping", into(&f.UserMappings)},
		{"view", into(&f.Views)},
		{"database", one(&f.Database)},
		{"membership", into(&f.Memberships)},
		{"role", into(&f.Roles)},
		{"setting", into(&f.Settings)},
		{"shared_label", into(&f.SharedLabels)},
		{"tablespace", into(&f.Tablespaces)},
		{"security_label", into(&f.SecurityLabels)},
		{"column", intoColumns(&f.Columns)},
		{"inheritance", into(&f.Inheritances)},
		{"sequence", into(&f.Sequences)},
		{"table", into(&f.Tables)},
		{"access_method", into(&f.AccessMethods)},
		{"aggregate", into(&f.Aggregates)},
		{"base_type", into(&f.BaseTypes)},
		{"cast", into(&f.Casts)},
		{"collation", into(&f.Collations)},
		{"composite_type", into(&f.CompositeTypes)},
		{"constraint", into(&f.Constraints)},
		{"conversion", into(&f.Conversions)},
		{"depend", into(&f.Depends)},
		{"domain", into(&f.Domains)},
		{"domain_constraint", into(&f.DomainConstraints)},
		{"enum", into(&f.Enums)},
		{"extension_depend", into(&f.ExtensionDepends)},
		{"function", into(&f.Functions)},
		{"index", into(&f.Indexes)},
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
	return append(queries, f.OfMembers.memberQueries()...)
}

// memberQueries lists the queries of what members of extensions have.
func (f *Facts) memberQueries() []query {
	return []query{
		{ofMembers + "column", intoColumns(&f.Columns)},
		{ofMembers + "constraint", into(&f.Constraints)},
		{ofMembers + "index", into(&f.Indexes)},
		{ofMembers + "policy", into(&f.Policies)},
		{ofMembers + "rule", into(&f.Rules)},
		{ofMembers + "statistics", into(&f.Statistics)},
		{ofMembers + "system_trigger", into(&f.SystemTriggers)},
		{ofMembers + "table", into(&f.Tables)},
		{ofMembers + "trigger", into(&f.Triggers)},
	}
}
