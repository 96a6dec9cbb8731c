package logical

import (
	"context"

	"copydb/catalog"
	"copydb/logical/frames"
	"copydb/logical/pgoutput"
)

// put puts one frame without data into the queue.
func (s *Stream) put(ctx context.Context, frame frames.Frame) error {
	s.mutex.Lock()
	last := s.tail()
	if last == nil {
		s.mutex.Unlock()
		block, err := s.pool.Take(ctx, 0)
		if err != nil {
			return err
		}
		s.mutex.Lock()
		s.push(block)
		last = block
	}
	last.Frames = append(last.Frames, frame)
	s.tracker.Take(&frame)
	s.mutex.Unlock()
	s.announce()
	return nil
}

// push puts a block at the end of the queue that has nothing in its buffer. The caller holds the mutex.
func (s *Stream) push(block *frames.Block) {
	s.queue = append(s.queue, block)
	s.used = 0
}

// tail is the last block of the queue, nil if there is none, or none that can take more.
func (s *Stream) tail() *frames.Block {
	if len(s.queue) == 0 {
		return nil
	}
	last := s.queue[len(s.queue)-1]
	if len(last.Buffer) > frames.BlockBytes {
		return nil
	}
	return last
}

// putAll copies whole CopyData messages into the queue: into its last block if they fit there, else into another. So a
// slow reader finds full blocks, and a quick one whatever there is.
func (s *Stream) putAll(ctx context.Context, messages []byte, r *receiver) error {
	s.mutex.Lock()
	if last := s.tail(); last != nil && len(last.Buffer)-s.used >= len(messages) {
		err := s.index(last, messages, r)
		s.mutex.Unlock()
		s.announce()
		return err
	}
	s.mutex.Unlock()
	block, err := s.pool.Take(ctx, len(messages))
	if err != nil {
		return err
	}
	return s.add(block, messages, r)
}

// add puts a new block into the queue that holds these messages.
func (s *Stream) add(block *frames.Block, messages []byte, r *receiver) error {
	s.mutex.Lock()
	defer s.announce()
	defer s.mutex.Unlock()
	s.push(block)
	return s.index(block, messages, r)
}

// index adds messages to a block, frame by frame.
func (s *Stream) index(block *frames.Block, messages []byte, r *receiver) error {
	own := block.Buffer[s.used:]
	copy(own, messages) // nothing moves where they are the block's own already
	s.used += len(messages)
	received := catalog.LSN(0)
	before := len(block.Frames)
	for at := 0; at < len(messages); {
		size, err := messageSize(own[at:])
		if err != nil {
			return err
		}
		frame, err := r.frameOf(own[at : at+size])
		if err != nil {
			return err
		}
		s.tracker.Take(&frame)
		received = max(received, frame.LSN)
		block.Frames = append(block.Frames, frame)
		at += size
	}
	s.gauges.messages.Add(int64(len(block.Frames) - before))
	s.note(block.Frames[len(block.Frames)-1].Sent, received, len(messages))
	return nil
}

// note moves the gauges.
func (s *Stream) note(sent pgoutput.Micros, received catalog.LSN, bytes int) {
	s.feedback.receive(max(received, s.tracker.Position))
	s.gauges.received.Store(uint64(s.feedback.receivedLSN()))
	s.gauges.position.Store(uint64(s.tracker.Position))
	s.gauges.begun.Store(s.tracker.Begun())
	s.gauges.serverMicros.Store(int64(sent))
	s.gauges.bytes.Add(int64(bytes))
}
