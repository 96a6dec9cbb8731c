package catalog

import "github.com/jackc/pgx/v5"

// Index is an index of a table, a partitioned table or a materialized view. It has the schema of its relation.
type Index struct {
	*IndexNature
	indexSelf
}

// indexSelf is what an index has of its own.
type indexSelf struct {
	OID        OID
	Relation   OID
	Constraint OID // that it belongs to, 0 where it stands alone
	Parent     OID // the index of the partitioned table that it belongs to, else 0
	Name
	RelationName string // without its schema
	Definition   string // as the server prints it, without its tablespace
	Bytes        int64  // estimated
}

// IndexNature is what many indexes of a database have in common. They share it, and nobody changes it.
type IndexNature struct {
	indexTraits
	Options       []string // reloptions, name=value
	TargetColumns []int16  // its expressions that have a statistics target, and the targets
	Targets       []int32
}

type indexTraits struct {
	Predicate        string // of a partial index, as the server prints it at the end of the definition, else ""
	AccessMethod     string // btree, gist, …
	ParentSchema     string // "" without a parent
	ParentName       string // "" without a parent
	Tablespace       string // where it is not the database's, else ""
	Partitioned      bool   // of a partitioned table: it holds nothing itself
	Valid            bool   // false also while it is not ready: nobody may use it
	NullsNotDistinct bool   // a unique index in which NULLs are equal
	Includes         bool   // it has columns that are no keys
	Summarizes       bool   // BRIN with several ranges or a Bloom filter a block range
	ByReference      bool   // its first key is compared where it lies, as text is, not in a sort's own array
	Clustered        bool   // CLUSTER goes by it
	ReplicaIdentity  bool   // it is the replica identity of its table
}

// On returns the name of the index's relation.
func (i Index) On() Name { return Name{Schema: i.Schema, Name: i.RelationName} }

// ParentIndex returns the name of the index that it is a partition of.
func (i Index) ParentIndex() Name { return Name{Schema: i.ParentSchema, Name: i.ParentName} }

// BareIndex returns an index of which nothing is known.
func BareIndex() Index { return Index{IndexNature: &IndexNature{}} }

// intoIndexes collects indexes.
func intoIndexes(indexes *[]Index) func(pgx.Rows) error {
	type row struct {
		IndexNature
		indexSelf
	}
	shared := natures[indexTraits, IndexNature]{}
	return func(rows pgx.Rows) (err error) {
		*indexes, err = collectAs(rows, func(r *row) Index {
			rare := len(r.Options)+len(r.TargetColumns) > 0
			return Index{shared.of(r.indexTraits, &r.IndexNature, rare), r.indexSelf}
		})
		return err
	}
}
