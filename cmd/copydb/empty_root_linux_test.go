package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"copydb/catalog/pgtest"
)

// TestEmptyRoot runs the program as make build makes it, in a folder that holds nothing else: no /etc, no /tmp, no
// environment, no home. For root the folder is the root folder, and the user is nobody.
func TestEmptyRoot(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	build := exec.Command("go", "build", "-trimpath", "-tags", "netgo,osusergo", "-o", filepath.Join(root, "copydb"),
		"-ldflags", "-s -w -linkmode external -extldflags -static", ".")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the program: %v\n%s", err, output)
	}
	program := exec.Command(filepath.Join(root, "copydb"))
	program.Dir, program.Env = root, []string{}
	if os.Geteuid() == 0 {
		const nobody = 65534
		program.Path, program.Dir = "/copydb", "/"
		program.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}

	source := pgtest.Start(t, pgtest.Oldest).Database(t, "create table t (id int primary key); insert into t values (1), (2)")
	target := pgtest.Start(t, pgtest.Newest).Database(t)
	local := func(url string) string { return strings.Replace(url, "127.0.0.1", "localhost", 1) }
	program.Args = []string{"copydb", "run", "--source", local(source), "--target", local(target)}
	if output, err := program.CombinedOutput(); err != nil {
		t.Fatalf("running in an empty root folder: %v\n%s", err, output)
	}
	if rows := pgtest.Query(t, target, "select count(*) from t"); rows[0][0] != "2" {
		t.Errorf("%s rows were copied, want 2", rows[0][0])
	}
}
