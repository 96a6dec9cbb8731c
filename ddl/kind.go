package ddl

// Kind is what a statement is about. Kinds are in the order in which pg_dump and people expect them where nothing else
// decides.
type Kind uint8

// The kinds.
const (
	KindRole Kind = iota
	KindMembership
	KindTablespace
	KindDatabase
	KindSetting
	KindSchema
	KindLanguage
	KindExtension
	KindCollation
	KindShellType
	KindEnum
	KindDomain
	KindCompositeType
	KindRange
	KindBaseType
	KindFunction
	KindAggregate
	KindAccessMethod
	KindOperator
	KindOperatorFamily
	KindOperatorClass
	KindCast
	KindConversion
	KindTransform
	KindTSParser
	KindTSTemplate
	KindTSDictionary
	KindTSConfiguration
	KindForeignWrapper
	KindForeignServer
	KindUserMapping
	KindSequence
	KindTable
	KindForeignTable
	KindInheritance
	KindSequenceOwner
	KindColumn // what a column gets after its table: statistics target, storage
	KindDefault
	KindCheck
	KindView
	KindMaterializedView
	KindLargeObject
	KindIndex
	KindIndexAttach
	KindConstraint
	KindStatistics
	KindForeignKey
	KindValidation    // of a foreign key
	KindTableProperty // clustered index, replica identity, row security
	KindRule
	KindTrigger
	KindPolicy
	KindPublication
	KindSubscription
	KindComment
	KindSecurityLabel
	KindSchemaOwner     // who is to own what is in it has to be allowed there
	KindSchemaPrivilege // before those of what is in it
	KindOwner
	KindPrivilege
	KindExtensionMember // what belongs to an extension by the users' doing
	KindDefaultPrivilege
	KindRefresh
	KindEventTrigger // last: it acts on the statements that come after it
)
