package catalog

// Comment is what COMMENT ON said of an object or a column. The public schema has one even where its comment was removed,
// with an empty text, since every database begins with a comment on it.
type Comment struct {
	Address
	Text string
}
