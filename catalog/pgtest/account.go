package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// account is the user that servers run as: another than ours for root, whom PostgreSQL refuses. A nil account is our own.
type account struct {
	name     string
	uid, gid int
}

func serverAccount() (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.Atoi(found.Uid)
		gid, errGID := strconv.Atoi(found.Gid)
		return &account{name: name, uid: uid, gid: gid}, errors.Join(errUID, errGID)
	}
	return nil, errors.New("finding a user to run PostgreSQL as: root may not, and there is neither postgres nor nobody")
}

// apply makes a command run as the account, away from our terminal's signals, and with nothing of our environment
// that PostgreSQL would listen to.
func (a *account) apply(cmd *exec.Cmd) {
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if a != nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
}

// ownFolder makes a folder that the account owns and can reach.
func (a *account) ownFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if a == nil {
		return nil
	}
	if err := os.Chown(dir, a.uid, a.gid); err != nil {
		return err
	}
	return a.openParents(dir)
}

// openParents lets the account pass through dir's parents. Only those in the folder for temporary files are changed:
// the others are not ours to open.
func (a *account) openParents(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	for parent := filepath.Dir(dir); parent != "/"; parent = filepath.Dir(parent) {
		info, err := os.Stat(parent)
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o001 != 0 {
			continue
		}
		if !strings.HasPrefix(parent, filepath.Clean(os.TempDir())+"/") {
			return fmt.Errorf("opening %s: the user %s cannot reach it through %s", dir, a.name, parent)
		}
		if err := os.Chmod(parent, info.Mode().Perm()|0o011); err != nil {
			return err
		}
	}
	return nil
}
