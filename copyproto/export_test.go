package copyproto

// What the tests of boundaries need to know.
const (
	PayloadSize = payloadSize
	BufferBytes = bufferCount * bufferSize
	Beginning   = beginning
	ChunkSize   = chunkSize
	ReadAhead   = readAhead
	MaxNotices  = maxNotices
)
