package catalog

// Quoting tells how the server wrote names in what it printed.
type Quoting struct {
	On bool // all names are quoted, since one of them is a word that some versions reserve, and others do not
}
