package pgparse

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	pg_query "github.com/pganalyze/pg_query_go/v5"
	"github.com/pganalyze/pg_query_go/v5/parser"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// ErrNotExpression is a text that is not exactly one expression.
var ErrNotExpression = errors.New("not one boolean expression")

// SyntaxError is a text that the grammar refuses.
type SyntaxError struct {
	Message  string
	Position int // of the character, from 1, in the user's text; 0 where the parser did not say
}

func (e *SyntaxError) Error() string {
	if e.Position == 0 {
		return e.Message
	}
	return fmt.Sprintf("%s, at character %d", e.Message, e.Position)
}

// Is makes every SyntaxError an ErrNotExpression.
func (e *SyntaxError) Is(target error) bool { return target == ErrNotExpression }

// Two statements around the user's text. A text that leaves its parentheses, as in "a) or (b", breaks the bare one; a text
// that ends the expression, as in "a order by b" or "a; b", breaks the enclosed one. The line feed ends a comment at the
// text's end.
const (
	bareBefore, bareAfter         = "SELECT 1 WHERE ", "\n"
	enclosedBefore, enclosedAfter = "SELECT 1 WHERE (", "\n)"
)

// BooleanExpression checks that a text is one boolean expression, as after WHERE, and nothing else. Subqueries are allowed.
// The error is an ErrNotExpression.
func BooleanExpression(text string) error {
	if strings.ContainsRune(text, 0) || !utf8.ValidString(text) {
		return fmt.Errorf("%w: it holds bytes that are no text", ErrNotExpression)
	}
	bare, err := condition(bareBefore, text, bareAfter)
	if err != nil {
		return err
	}
	enclosed, err := condition(enclosedBefore, text, enclosedAfter)
	if err != nil {
		return err
	}
	forgetLocations(bare.ProtoReflect())
	forgetLocations(enclosed.ProtoReflect())
	if !proto.Equal(bare, enclosed) {
		return fmt.Errorf("%w: parentheses change its meaning", ErrNotExpression)
	}
	return refuseParameters(bare.ProtoReflect())
}

// condition parses one SELECT around the text and returns its WHERE clause, which must be all it has.
func condition(before, text, after string) (*pg_query.Node, error) {
	tree, err := pg_query.Parse(before + text + after)
	if err != nil {
		return nil, syntaxError(err, len([]rune(before)), len([]rune(text)))
	}
	if len(tree.GetStmts()) != 1 {
		return nil, fmt.Errorf("%w: it holds more than one statement", ErrNotExpression)
	}
	found := tree.GetStmts()[0].GetStmt().GetSelectStmt()
	only := &pg_query.SelectStmt{
		TargetList:  found.GetTargetList(),
		WhereClause: found.GetWhereClause(),
		LimitOption: pg_query.LimitOption_LIMIT_OPTION_DEFAULT,
		Op:          pg_query.SetOperation_SETOP_NONE,
	}
	if found.GetWhereClause() == nil || !proto.Equal(found, only) {
		return nil, fmt.Errorf("%w: more follows the expression", ErrNotExpression)
	}
	return found.GetWhereClause(), nil
}

// syntaxError says where in the user's text the parser stopped.
func syntaxError(err error, before, length int) error {
	failure := &SyntaxError{Message: err.Error()}
	var parsing *parser.Error
	if errors.As(err, &parsing) && parsing.Cursorpos > before {
		failure.Position = min(parsing.Cursorpos-before, length+1)
	}
	return failure
}

// refuseParameters refuses $1: nobody would give it a value.
func refuseParameters(message protoreflect.Message) error {
	if message.Descriptor().Name() == "ParamRef" {
		return fmt.Errorf("%w: it holds a parameter", ErrNotExpression)
	}
	var err error
	children(message, func(child protoreflect.Message) {
		if err == nil {
			err = refuseParameters(child)
		}
	})
	return err
}

// forgetLocations clears where in the text each node stood.
func forgetLocations(message protoreflect.Message) {
	message.Range(func(field protoreflect.FieldDescriptor, _ protoreflect.Value) bool {
		if field.Kind() == protoreflect.Int32Kind && strings.HasSuffix(string(field.Name()), "location") {
			message.Clear(field)
		}
		return true
	})
	children(message, forgetLocations)
}

// children calls f for each message directly inside another.
func children(message protoreflect.Message, f func(protoreflect.Message)) {
	message.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		switch {
		case field.Kind() != protoreflect.MessageKind:
		case field.IsList():
			for i := range value.List().Len() {
				f(value.List().Get(i).Message())
			}
		default:
			f(value.Message())
		}
		return true
	})
}
