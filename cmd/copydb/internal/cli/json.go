package cli

import (
	"encoding/json"
	"io"
)

// writeJSON writes a value, indented and with < and > as they are.
func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
