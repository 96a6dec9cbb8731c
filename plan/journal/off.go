package journal

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Where the target's role may not write as a replica, what answers to changes is made when the end is reached. If a run goes on
// behind its end, it is taken off, and put back at the next: foreign keys are dropped, since only a superuser may disable them,
// and triggers and rules disabled.

// createOff is the journal's table of what is off.
const createOff = `create table if not exists copydb.off (
	place int generated always as identity primary key,
	sql text not null -- puts it back
)`

// selectAnswering returns the statements that take off what answers to changes, and those that put it back. Of $1 and $2, tables
// and names, come triggers, rules and foreign keys that are ours; those of partitions behind those of their parents.
const selectAnswering = `with ours as (
		select pg_catalog.to_regclass(relation)::oid as relation, name from unnest($1::text[], $2::text[]) given (relation, name)),
	answering as (
		select 1 as rank, tgrelid as relation, pg_catalog.quote_ident(tgname) as name, 'TRIGGER' as kind, tgenabled as enabled, '' as definition, null::text as comment
		from ours join pg_catalog.pg_trigger on tgrelid = relation and tgname = name where not tgisinternal and tgenabled <> 'D'
		union all
		select 1, ev_class, pg_catalog.quote_ident(rulename), 'RULE', ev_enabled, '', null
		from ours join pg_catalog.pg_rewrite on ev_class = relation and rulename = name where ev_enabled <> 'D' and ev_type <> '1'
		union all
		select 0, conrelid, pg_catalog.quote_ident(conname), 'CONSTRAINT', ' ', pg_catalog.pg_get_constraintdef(oid), pg_catalog.obj_description(oid, 'pg_constraint')
		from ours join pg_catalog.pg_constraint on conrelid = relation and conname = name where contype = 'f' and conparentid = 0
	)
	select case kind when 'CONSTRAINT' then pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %s', relation::pg_catalog.regclass, name)
	                 else pg_catalog.format('ALTER TABLE ONLY %s DISABLE %s %s', relation::pg_catalog.regclass, kind, name) end,
	       case kind when 'CONSTRAINT' then pg_catalog.format('ALTER TABLE %s ADD CONSTRAINT %s %s', relation::pg_catalog.regclass, name, definition)
	                 else pg_catalog.format('ALTER TABLE ONLY %s ENABLE %s %s %s', relation::pg_catalog.regclass,
	                      case enabled when 'A' then 'ALWAYS' when 'R' then 'REPLICA' else '' end, kind, name) end,
	       case when comment is null then '' else pg_catalog.format('COMMENT ON CONSTRAINT %s ON %s IS %L', name, relation::pg_catalog.regclass, comment) end
	from answering join pg_catalog.pg_class on pg_class.oid = relation
	order by rank, relispartition, relation, name`

// TakeOff takes off those triggers, rules and foreign keys of tables that are there, all of them or none. A name goes with
// the table, as SQL names it, at the same place.
func TakeOff(ctx context.Context, conn *pgx.Conn, tables, names []string) error {
	err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, createOff); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, selectAnswering, tables, names)
		if err != nil {
			return err
		}
		found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct{ Off, On, Comment string }])
		if err != nil {
			return err
		}
		for _, each := range found {
			if _, err := tx.Exec(ctx, "insert into copydb.off (sql) select sql from unnest($1::text[]) sql where sql <> ''", []string{each.On, each.Comment}); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, each.Off); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("taking off what answers to changes: %w", err)
	}
	return nil
}

// PutBack puts back what was taken off, if anything was.
func PutBack(ctx context.Context, conn *pgx.Conn) error {
	err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, createOff); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, "with gone as (delete from copydb.off returning place, sql) select sql from gone order by place")
		if err != nil {
			return err
		}
		statements, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		for _, sql := range statements {
			if _, err := tx.Exec(ctx, sql); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("putting back what answers to changes: %w", err)
	}
	return nil
}
