package catalog

// TSParser cuts text into tokens. Its functions are named as SQL, "" where there are none.
type TSParser struct {
	OID OID
	Name
	Start    string
	GetToken string
	End      string
	Headline string
	LexTypes string
}
