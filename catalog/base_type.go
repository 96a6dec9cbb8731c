package catalog

// BaseType is a type whose values functions read and print. Functions and types are named as SQL, "" where there are none.
type BaseType struct {
	OID       OID
	ArrayType OID
	Name
	Input, Output  string
	Receive, Send  string
	ModifierInput  string
	ModifierOutput string
	Analyze        string
	Subscript      string // on servers with HasSubscripting
	Length         int16  // in bytes, -1 where it varies
	ByValue        bool
	Alignment      string // c, s, i or d, as pg_type says it
	Storage        string // p, e, x or m
	Category       string
	Preferred      bool
	Default        string // as SQL
	Element        string
	Delimiter      string
	Collatable     bool
}

// ShellType is a type that was announced and never defined.
type ShellType struct {
	OID OID
	Name
}
