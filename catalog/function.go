package catalog

// Function is a function, a procedure or a window function; an aggregate is an Aggregate.
type Function struct {
	OID OID
	Name
	Procedure  bool
	Arguments  string // types of the input arguments, as SQL: with the name they tell the function
	Identity   string // all arguments, as ALTER and DROP take them
	Definition string // CREATE OR REPLACE, as the server prints it
	Body       string // in the SQL standard's form, as the server prints it at the end of Definition, else ""
	Output     bool   // a procedure with OUT arguments, as servers with HasOutProcedures know them
	Cost, Rows float32
	EmptyLists []string // settings of its own whose value is an empty list
	Settings   []string // the names of all settings of its own
	Untrusted  bool     // its language lets functions do what only a superuser may
	Leakproof  bool     // as only a superuser may call it
	Support    bool     // it has a planner support function, which only a superuser may give it
	Transforms bool     // it names types whose transforms it takes
}
