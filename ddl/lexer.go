package ddl

import "strings"

// lexed is what a client's lexer could stumble over in a statement, outside of quotes and comments.
type lexed struct {
	spaced     string // the statement, with a space behind colons that stand alone
	semicolons bool   // outside of parentheses
	backslash  bool
	begins     bool // the word BEGIN
}

// lexer reads a statement as PostgreSQL does, with standard_conforming_strings on.
type lexer struct {
	lexed
	sql   string
	at    int
	depth int
	out   strings.Builder
}

func lex(sql string) lexed {
	l := &lexer{sql: sql}
	for l.at < len(sql) {
		l.next()
	}
	l.spaced = l.out.String()
	return l.lexed
}

// next takes one token, or one character of another kind.
func (l *lexer) next() {
	rest := l.sql[l.at:]
	switch c := rest[0]; {
	case c == '\'':
		l.take(quotedLength(rest, '\'', false))
	case c == '"':
		l.take(quotedLength(rest, '"', false))
	case c == '$':
		l.take(dollarLength(rest))
	case strings.HasPrefix(rest, "--"):
		l.take(lineLength(rest))
	case strings.HasPrefix(rest, "/*"):
		l.take(commentLength(rest))
	case isWordStart(c):
		l.word(rest)
	case c >= '0' && c <= '9':
		l.take(wordLength(rest)) // with a $ that follows: it begins no quote
	case c == ':':
		l.colon(rest)
	default:
		l.mark(c)
		l.take(1)
	}
}

// take copies the next bytes.
func (l *lexer) take(n int) {
	l.out.WriteString(l.sql[l.at : l.at+n])
	l.at += n
}

// word takes a name or keyword, and the string behind an E.
func (l *lexer) word(rest string) {
	n := wordLength(rest)
	word := rest[:n]
	if strings.EqualFold(word, "begin") {
		l.begins = true
	}
	if strings.EqualFold(word, "e") && strings.HasPrefix(rest[n:], "'") {
		n += quotedLength(rest[n:], '\'', true)
	}
	l.take(n)
}

// colon takes :: and := as they are, and a space behind any other colon.
func (l *lexer) colon(rest string) {
	if strings.HasPrefix(rest, "::") || strings.HasPrefix(rest, ":=") {
		l.take(2)
		return
	}
	l.take(1)
	if len(rest) > 1 && rest[1] != ' ' && rest[1] != '\n' {
		l.out.WriteByte(' ')
	}
}

// mark notes what a lexer could stumble over.
func (l *lexer) mark(c byte) {
	switch c {
	case '(':
		l.depth++
	case ')':
		l.depth--
	case ';':
		l.semicolons = l.semicolons || l.depth <= 0
	case '\\':
		l.backslash = true
	}
}

// quotedLength measures what stands in quotes, in which a doubled quote is one character.
func quotedLength(text string, quote byte, escapes bool) int {
	for i := 1; i < len(text); i++ {
		switch {
		case escapes && text[i] == '\\':
			i++
		case text[i] == quote && i+1 < len(text) && text[i+1] == quote:
			i++
		case text[i] == quote:
			return i + 1
		}
	}
	return len(text)
}

// dollarLength measures what stands in dollar quotes, or the dollar that begins none.
func dollarLength(text string) int {
	tag := 1
	for tag < len(text) && text[tag] != '$' && isWordPart(text[tag]) && !(tag == 1 && isDigit(text[tag])) {
		tag++
	}
	if tag == len(text) || text[tag] != '$' {
		return 1
	}
	quote := text[:tag+1]
	end := strings.Index(text[len(quote):], quote)
	if end < 0 {
		return len(text)
	}
	return len(quote) + end + len(quote)
}

func lineLength(text string) int {
	if end := strings.IndexAny(text, "\n\r"); end >= 0 {
		return end
	}
	return len(text)
}

// commentLength measures a comment, which may hold others.
func commentLength(text string) int {
	depth := 0
	for i := 0; i < len(text)-1; i++ {
		switch text[i : i+2] {
		case "/*":
			depth++
			i++
		case "*/":
			depth--
			i++
		}
		if depth == 0 {
			return i + 1
		}
	}
	return len(text)
}

// wordLength measures a word, of which a dollar can be a part.
func wordLength(text string) int {
	n := 1
	for n < len(text) && isWordPart(text[n]) {
		n++
	}
	return n
}

func isWordStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
}

func isWordPart(c byte) bool { return isWordStart(c) || isDigit(c) || c == '$' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
