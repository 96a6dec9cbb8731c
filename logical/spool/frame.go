package spool

import (
	"encoding/binary"
	"errors"
	"hash/crc32"

	"copydb/catalog"
	"copydb/logical/frames"
	"copydb/logical/pgoutput"
)

// A frame in a spool, all numbers with their lowest byte first:
//
//	length of data  uint32
//	checksum        uint32  CRC-32C of all that follows
//	kind            uint8
//	LSN             uint64
//	microseconds    uint64
//	data
const (
	frameHeaderSize = 25
	checkedFrom     = 8
)

// The kinds of frames that only a spool has, at the beginning of each segment.
const (
	headerFrame    frames.Kind = 100 // Data is a segmentHeader as JSON
	announcedFrame frames.Kind = 101 // Data is a Relation or Type message that held when the segment began
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// appendFrame writes a frame behind b, but for its data if that is to be written apart.
func appendFrame(b []byte, frame *frames.Frame, apart bool) []byte {
	at := len(b)
	b = append(b, make([]byte, frameHeaderSize)...)
	header := b[at:]
	binary.LittleEndian.PutUint32(header[0:], uint32(len(frame.Data)))
	header[8] = byte(frame.Kind)
	binary.LittleEndian.PutUint64(header[9:], uint64(frame.LSN))
	binary.LittleEndian.PutUint64(header[17:], uint64(frame.Sent))
	if !apart {
		b = append(b, frame.Data...)
	}
	sum := crc32.Checksum(b[at+checkedFrom:], castagnoli)
	if apart {
		sum = crc32.Update(sum, castagnoli, frame.Data)
	}
	binary.LittleEndian.PutUint32(b[at+4:], sum)
	return b
}

// Why there is no frame at the front of some bytes: more of them are needed, or they are none of ours.
var (
	errShort   = errors.New("the frame is not whole")
	errDamaged = errors.New("the checksum is not that of the frame")
)

// parseFrame reads the frame at the front of b; its Data is a part of b. With errShort, size is how much is needed.
func parseFrame(b []byte) (frame frames.Frame, size int, err error) {
	if len(b) < frameHeaderSize {
		return frames.Frame{}, frameHeaderSize, errShort
	}
	length := binary.LittleEndian.Uint32(b)
	if length > frames.MaxData || b[8] == 0 {
		return frames.Frame{}, 0, errDamaged
	}
	size = frameHeaderSize + int(length)
	if len(b) < size {
		return frames.Frame{}, size, errShort
	}
	if crc32.Checksum(b[checkedFrom:size], castagnoli) != binary.LittleEndian.Uint32(b[4:]) {
		return frames.Frame{}, 0, errDamaged
	}
	frame = frames.Frame{
		Kind: frames.Kind(b[8]),
		LSN:  catalog.LSN(binary.LittleEndian.Uint64(b[9:])),
		Sent: pgoutput.Micros(binary.LittleEndian.Uint64(b[17:])),
	}
	if length > 0 {
		frame.Data = b[frameHeaderSize:size:size]
	}
	return frame, size, nil
}
