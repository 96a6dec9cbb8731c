package catalog

import (
	"context"
	"time"
)

// Pause waits between two tries. It returns the context's cause if that ends meanwhile.
func Pause(ctx context.Context, pause time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(pause):
		return nil
	}
}
