package spool_test

import (
	"os"
	"path/filepath"
	"testing"

	"copydb/logical/frames"
	"copydb/logical/spool"
	"copydb/logical/streamtest"
)

func FuzzSpoolFrame(f *testing.F) {
	for _, frame := range append(transaction(0x1000, "value"), sessionFrames(1)...) {
		f.Add(spool.AppendFrame(nil, &frame))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		frame, size, err := spool.ParseFrame(b)
		if err != nil {
			return
		}
		if again := spool.AppendFrame(nil, &frame); string(again) != string(b[:size]) {
			t.Errorf("%x was read as %x", b[:size], again)
		}
	})
}

// Whatever is in the files of a spool, it is opened or refused, and read or refused.
func FuzzSpool(f *testing.F) {
	dir := f.TempDir()
	s := openDir(f, dir, nil)
	fill(f, s, 30)
	s.Close()
	for _, name := range segments(f, dir) {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, uint16(700), byte(1))
		f.Add(text[:len(text)/2], uint16(0), byte(0))
	}
	f.Fuzz(func(t *testing.T, text []byte, at uint16, mask byte) {
		if len(text) > 0 {
			text[int(at)%len(text)] ^= mask
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "0000000000000001.spool"), text, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := tryDir(t, dir, nil)
		if err != nil {
			return
		}
		defer s.Close()
		appendTo(t, s, transaction(1<<63, "end")...)
		f, err := s.Feed(s.Position())
		if err != nil {
			return
		}
		defer f.Close()
		for err == nil {
			var block *frames.Block
			if block, err = f.Next(streamtest.Within(t)); err == nil {
				for _, frame := range block.Frames {
					if frame.Kind == frames.Message && len(frame.Data) > 0 && frame.Data[0] == 'C' {
						err = os.ErrClosed
					}
				}
				block.Release()
			}
		}
	})
}
