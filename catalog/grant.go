package catalog

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Grant is what one role gave another on an object: one aclitem.
type Grant struct {
	Grantee    string // "" is PUBLIC
	Grantor    string
	Privileges []GrantedPrivilege
}

// GrantedPrivilege is one privilege of a grant.
type GrantedPrivilege struct {
	Letter      byte // as aclitem writes it: r is SELECT
	GrantOption bool
}

// Equal says whether two grants are the same.
func (g Grant) Equal(other Grant) bool {
	return g.Grantee == other.Grantee && g.Grantor == other.Grantor && slices.Equal(g.Privileges, other.Privileges)
}

// Word returns the privilege as SQL writes it.
func (p GrantedPrivilege) Word() string {
	switch p.Letter {
	case 'r':
		return "SELECT"
	case 'a':
		return "INSERT"
	case 'w':
		return "UPDATE"
	case 'd':
		return "DELETE"
	case 'D':
		return "TRUNCATE"
	case 'x':
		return "REFERENCES"
	case 't':
		return "TRIGGER"
	case 'm':
		return "MAINTAIN"
	case 'X':
		return "EXECUTE"
	case 'U':
		return "USAGE"
	case 'C':
		return "CREATE"
	case 'T':
		return "TEMPORARY"
	case 'c':
		return "CONNECT"
	case 's':
		return "SET"
	case 'A':
		return "ALTER SYSTEM"
	}
	return string(p.Letter)
}

// ErrBadGrant is a text that is no aclitem.
var ErrBadGrant = errors.New("not an aclitem")

// ParseGrant reads an aclitem, grantee=letters/grantor, where an asterisk behind a letter is its grant option. Role names
// with other characters than letters, digits and underscores stand in double quotes, which are doubled inside.
func ParseGrant(item string) (Grant, error) {
	grantee, rest := cutRole(item)
	equals, slash := strings.HasPrefix(rest, "="), strings.Index(rest, "/")
	if !equals || slash < 0 {
		return Grant{}, fmt.Errorf("reading the access list entry %q: %w", item, ErrBadGrant)
	}
	grantor, end := cutRole(rest[slash+1:])
	privileges, known := parseLetters(rest[1:slash])
	if grantor == "" || end != "" || !known {
		return Grant{}, fmt.Errorf("reading the access list entry %q: %w", item, ErrBadGrant)
	}
	return Grant{Grantee: grantee, Grantor: grantor, Privileges: privileges}, nil
}

func parseLetters(letters string) (privileges []GrantedPrivilege, known bool) {
	option := false // whether an asterisk may follow
	for i := range len(letters) {
		switch {
		case letters[i] != '*':
			privileges = append(privileges, GrantedPrivilege{Letter: letters[i]})
		case option:
			privileges[len(privileges)-1].GrantOption = true
		default:
			return nil, false
		}
		option = letters[i] != '*'
	}
	return privileges, true
}

// cutRole reads a role's name up to an unquoted equals sign or the end.
func cutRole(text string) (role, rest string) {
	var name strings.Builder
	quoted := false
	for i := 0; i < len(text); i++ {
		switch {
		case quoted && strings.HasPrefix(text[i:], `""`):
			name.WriteByte('"')
			i++
		case text[i] == '"':
			quoted = !quoted
		case text[i] == '=' && !quoted:
			return name.String(), text[i:]
		default:
			name.WriteByte(text[i])
		}
	}
	return name.String(), ""
}
