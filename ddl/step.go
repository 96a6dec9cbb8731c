package ddl

import "copydb/catalog"

// Catalogs that no object is in: none has so small an OID. An ID in one of them stands for a step on the way of the object
// with that OID.
const (
	classUnfinished catalog.Class = iota // a trigger is made and not yet in its state
	classSilenced                        // a table's triggers of constraints are disabled
	classFilled                          // a materialized view has its rows
	classNameHeld                        // a check holds the name of a foreign key
	classNotValid                        // a foreign key is there, and not validated
	classUnnamed                         // a rule is made and has yet to get its name
	classJoined                          // an object belongs to the extension that users put it into
	classLetGo                           // an extension has let go of an object that it made
	classGone                            // what the source does not have is dropped
	classGrown                           // a relation is at its step 0; the steps to come are the classes behind
)
