package pgtest

import (
	"strings"
	"syscall"
	"testing"
)

// A server that has crashed is not taken for one that was stopped.
func TestStopReportsAnEndedServer(t *testing.T) {
	t.Parallel()
	s, err := Launch(t.TempDir(), Newest)
	if err != nil {
		t.Fatal(err)
	}
	s.process.signal(syscall.SIGQUIT)
	<-s.process.done
	if err := s.Stop(); err == nil || !strings.Contains(err.Error(), "received immediate shutdown request") {
		t.Errorf("got error %v, want the end of the server's log", err)
	}
}
