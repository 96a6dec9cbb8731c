package cli

import (
	cli "github.com/urfave/cli/v2"

	"copydb/ddl"
)

// omissions are what the user wants no definition of.
type omissions struct {
	noOwner        bool
	noPrivileges   bool
	noComments     bool
	noTablespaces  bool
	skipExtensions bool
}

func (o *omissions) flags() []cli.Flag {
	return []cli.Flag{
		option("no-owner", "leave out who owns what: all is the connecting role's", &o.noOwner),
		option("no-acl", "leave out privileges", &o.noPrivileges),
		option("no-comments", "leave out comments", &o.noComments),
		option("no-tablespaces", "leave out tablespaces: all is in the default one", &o.noTablespaces),
		option("skip-extensions", "leave out extensions", &o.skipExtensions),
	}
}

// options returns the choices as package ddl takes them.
func (o *omissions) options(noLargeObjects bool) ddl.Options {
	return ddl.Options{
		NoOwner:        o.noOwner,
		NoPrivileges:   o.noPrivileges,
		NoComments:     o.noComments,
		NoTablespaces:  o.noTablespaces,
		NoExtensions:   o.skipExtensions,
		NoLargeObjects: noLargeObjects,
	}
}
