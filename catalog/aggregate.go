package catalog

// Aggregate is an aggregate function. What it names is SQL, "" where there is none.
type Aggregate struct {
	OID OID
	Name
	Arguments string // types of the arguments, as SQL: with the name they tell the aggregate; "*" where there are none
	Signature string // arguments as CREATE AGGREGATE takes them, "*" where there are none
	Kind      string // n normal, o ordered set, h hypothetical set
	Parallel  string // u unsafe, r restricted, s safe

	Transition   string // function
	State        string // type
	StateSpace   int32
	Initial      *string // state
	Final        string  // function
	FinalExtra   bool    // it takes the arguments as well
	FinalModify  string  // the state: r read only, s shareable, w read write
	Combine      string  // function, as are the next two
	Serialize    string
	Deserialize  string
	SortOperator string // with its schema

	// The second implementation, for moving windows; without a MovingTransition there is none.
	MovingTransition  string
	MovingInverse     string // function
	MovingState       string
	MovingStateSpace  int32
	MovingInitial     *string
	MovingFinal       string
	MovingFinalExtra  bool
	MovingFinalModify string
}
