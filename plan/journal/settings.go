package journal

import "copydb/catalog"

// Settings is how a run goes on after the copy: with what happens on the source, until its end position is reached.
type Settings struct {
	Spool     string      // where changes wait: a folder, SpoolTarget or SpoolNone
	Streaming bool        // transactions come while they run, where the source can
	Lanes     int         // sessions that apply what waits in the spool at once, 0 for as many as pay
	EndPos    catalog.LSN // 0: none yet, the sentinel will tell
	Slot      string      // its name and that of the publication, "" for one made from the target
	Bare      bool        // the copy is not ours: there is only a slot
}

// Where changes wait that is no folder.
const (
	SpoolNone   = "none"   // on the source, as WAL
	SpoolTarget = "target" // in the journal
)

// SpoolsToFolder says whether changes wait in a folder.
func (s Settings) SpoolsToFolder() bool {
	return s.Spool != "" && s.Spool != SpoolNone && s.Spool != SpoolTarget
}
