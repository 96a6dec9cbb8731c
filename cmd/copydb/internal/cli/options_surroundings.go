package cli

import (
	cli "github.com/urfave/cli/v2"

	"copydb/plan/run"
)

// surroundings are what the user wants copied of what is around a database.
type surroundings struct {
	rolesFlags
	tablespaces bool
	spaces      cli.StringSlice
	createDB    bool

	mapTablespaces map[string]string // set by Validate
}

// rolesFlags are what the user wants of roles.
type rolesFlags struct {
	roles           bool
	noRolePasswords bool
}

func noRolePasswordsFlag(to *bool) cli.Flag {
	return option("no-role-passwords", "make roles without their passwords", to)
}

func (s *surroundings) flags() []cli.Flag {
	return []cli.Flag{
		option("roles", "make the roles that the target lacks, with their memberships, settings and passwords", &s.roles),
		noRolePasswordsFlag(&s.noRolePasswords),
		option("tablespaces", "make the tablespaces that the target lacks, in folders that are there", &s.tablespaces),
		&cli.StringSliceFlag{Name: "map-tablespace", Usage: "put what is in a tablespace into another one, as `OLD=NEW`; may be repeated",
			Destination: &s.spaces},
		option("create-db", "create the target database, like the source's, where it does not exist", &s.createDB),
	}
}

// Validate completes the options, and refuses those that make no sense.
func (s *surroundings) Validate() (err error) {
	s.mapTablespaces, err = readPairs("map-tablespace", "tablespace", s.spaces.Value())
	return err
}

// addTo adds the choices to what a run takes. The database's own properties are always copied.
func (s *surroundings) addTo(config *run.Config) {
	options := &config.Options.DDL
	options.Roles, options.NoRolePasswords = s.roles, s.noRolePasswords
	options.Tablespaces, options.MapTablespaces = s.tablespaces, s.mapTablespaces
	options.Database = true
	config.CreateDatabase = s.createDB
}
