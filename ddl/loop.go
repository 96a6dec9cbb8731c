package ddl

import "copydb/catalog"

// loops tells whether a part, made together with its owner, would need what needs the owner: a check of a domain that
// calls a function of the domain. Such a part is added to its owner later. The part can be the owner itself.
func (w *writer) loops(part, owner catalog.ID) bool {
	met := map[catalog.ID]bool{part: true, owner: true}
	queue := []catalog.ID{part}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, depend := range w.needs.Of(at) {
			need := depend.Needs()
			if need == owner && at != part {
				return true
			}
			if !met[need] {
				met[need] = true
				queue = append(queue, need)
			}
		}
	}
	return false
}
