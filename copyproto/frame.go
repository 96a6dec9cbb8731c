package copyproto

import (
	"encoding/binary"
	"fmt"
)

// Sizes on the wire.
const (
	// headerSize is that of every message: one byte that names its kind, then its length in four, which count themselves.
	headerSize = 5
	lengthSize = 4

	// maxMessage bounds what is kept of a message that is not CopyData. Only an error or a notice could be as long.
	maxMessage = 16 << 20
)

// The kinds of message that travel around a COPY.
const (
	kindQuery           = 'Q'
	kindCopyData        = 'd'
	kindCopyDone        = 'c'
	kindCopyFail        = 'f'
	kindCopyIn          = 'G'
	kindCopyOut         = 'H'
	kindCommandComplete = 'C'
	kindReadyForQuery   = 'Z'
	kindError           = 'E'
	kindNotice          = 'N'
	kindParameterStatus = 'S'
	kindNotification    = 'A'
)

// copyDone is the whole message by which a client ends a COPY FROM STDIN.
var copyDone = [headerSize]byte{kindCopyDone, 0, 0, 0, lengthSize}

// splitter parts the bytes that a server sends into COPY payload and messages. It takes them as they come, in any cuts,
// and keeps no payload: a row of any size passes through in pieces.
type splitter struct {
	// message is called for each message that is not CopyData. It must not keep the body.
	message func(kind byte, body []byte) error

	header [headerSize]byte // of the current message
	filled int              // how much of the header has arrived
	left   int              // how much of the body is still to come
	body   []byte           // what has arrived of the body, unless it is CopyData's

	payload int // how much lies at b's beginning, while and after split works on it
}

// split moves the COPY payload in b to b's beginning, squeezing out what lies between, and returns its length.
func (s *splitter) split(b []byte) (int, error) {
	s.payload = 0
	for at := 0; at < len(b); {
		if s.left == 0 {
			if s.filled == 0 {
				s.payload, at = squeeze(b, s.payload, at)
			}
			at += s.readHeader(b[at:])
			if err := s.begin(); err != nil {
				return s.payload, err
			}
			continue
		}
		n := min(s.left, len(b)-at)
		if s.header[0] == kindCopyData {
			copy(b[s.payload:], b[at:at+n])
			s.payload += n
		} else {
			s.body = append(s.body, b[at:at+n]...)
		}
		at += n
		s.left -= n
		if err := s.endIfWhole(); err != nil {
			return s.payload, err
		}
	}
	return s.payload, nil
}

// squeeze is split's short cut, for it meets every row: it passes over the CopyData messages that are whole in b from at on.
func squeeze(b []byte, payload, at int) (newPayload, newAt int) {
	for len(b)-at >= headerSize && b[at] == kindCopyData {
		length := int(binary.BigEndian.Uint32(b[at+1:]))
		if length < lengthSize || length > len(b)-at-1 {
			break
		}
		end := at + 1 + length
		payload += copy(b[payload:], b[at+headerSize:end])
		at = end
	}
	return payload, at
}

// readHeader takes what is missing of the header and returns how much it took.
func (s *splitter) readHeader(b []byte) int {
	n := copy(s.header[s.filled:], b)
	s.filled += n
	return n
}

// begin starts on a body once the header is complete.
func (s *splitter) begin() error {
	if s.filled < headerSize {
		return nil
	}
	length := binary.BigEndian.Uint32(s.header[1:])
	if length < lengthSize || length > 1<<31-1 {
		return &protocolError{kind: s.header[0], problem: fmt.Sprintf("its length is %d", length)}
	}
	s.left = int(length) - lengthSize
	if s.header[0] != kindCopyData && s.left > maxMessage {
		return &protocolError{kind: s.header[0], problem: fmt.Sprintf("it is too long: %d bytes", length)}
	}
	return s.endIfWhole()
}

// endIfWhole closes the current message once its body is complete.
func (s *splitter) endIfWhole() error {
	if s.left > 0 {
		return nil
	}
	s.filled = 0
	if s.header[0] == kindCopyData {
		return nil
	}
	body := s.body
	s.body = s.body[:0]
	return s.message(s.header[0], body)
}

// betweenMessages reports that nothing of a begun message is still to come.
func (s *splitter) betweenMessages() bool { return s.filled == 0 }
