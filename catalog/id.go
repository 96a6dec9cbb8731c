package catalog

// OID is an object identifier of one server: it means nothing on another.
type OID = uint32

// Class is the OID of the system catalog that an object is listed in. Those of the catalogs are the same on every server
// and version (src/include/catalog).
type Class OID

// The catalogs that hold objects which depend on each other.
const (
	ClassType              Class = 1247
	ClassFunction          Class = 1255
	ClassRelation          Class = 1259
	ClassRole              Class = 1260
	ClassMembership        Class = 1261
	ClassSetting           Class = 2964
	ClassDatabase          Class = 1262
	ClassTablespace        Class = 1213
	ClassForeignServer     Class = 1417
	ClassUserMapping       Class = 1418
	ClassForeignWrapper    Class = 2328
	ClassAccessMethod      Class = 2601
	ClassMemberOperator    Class = 2602 // of an operator class or family
	ClassMemberFunction    Class = 2603
	ClassDefault           Class = 2604
	ClassCast              Class = 2605
	ClassConstraint        Class = 2606
	ClassConversion        Class = 2607
	ClassLanguage          Class = 2612
	ClassLargeObject       Class = 2613
	ClassSchema            Class = 2615
	ClassOperatorClass     Class = 2616
	ClassOperator          Class = 2617
	ClassRule              Class = 2618
	ClassTrigger           Class = 2620
	ClassOperatorFamily    Class = 2753
	ClassExtension         Class = 3079
	ClassPolicy            Class = 3256
	ClassStatistics        Class = 3381
	ClassCollation         Class = 3456
	ClassEventTrigger      Class = 3466
	ClassTransform         Class = 3576
	ClassTSDictionary      Class = 3600
	ClassTSParser          Class = 3601
	ClassTSConfiguration   Class = 3602
	ClassTSTemplate        Class = 3764
	ClassDefaultPrivileges Class = 826
	ClassSubscription      Class = 6100
	ClassPublication       Class = 6104
	ClassPublicationTable  Class = 6106
	ClassPublicationSchema Class = 6237
	ClassInheritance       Class = 2611 // stands for a child being bound to its parents, by the child's OID
)

// ID names an object of one server as pg_depend does.
type ID struct {
	Class Class
	OID   OID
}

// Of returns the ID of an object in this catalog.
func (c Class) Of(oid OID) ID { return ID{Class: c, OID: oid} }

// IDs returns the IDs of objects in this catalog, leaving out the OID 0, which is no object.
func (c Class) IDs(oids ...OID) []ID {
	var ids []ID
	for _, oid := range oids {
		if oid != 0 {
			ids = append(ids, c.Of(oid))
		}
	}
	return ids
}
