package pgtest

import (
	"bytes"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Way is a way to a server over which a test or a benchmark has power: it cuts connections where it is told to, and makes the way
// long.
type Way struct {
	// URL is that of the server's database by this way.
	URL string

	address  string
	listener net.Listener
	running  sync.WaitGroup

	mu    sync.Mutex
	delay time.Duration
	cuts  []*Cut
	made  int
	trips int
	ends  map[net.Conn]bool // that are open
}

// Cut says where a connection is cut.
type Cut struct {
	Session string // application_name of the session; "" for any
	// AtServer: the first bytes that do not arrive are on their way to the server; else to the client.
	AtServer bool
	// Before is what these bytes are.
	Before string
	// Orphan leaves the server's session waiting for more, as a way does that is lost without a word.
	Orphan bool
}

// NewWay makes a way to a database of a server. It is closed with the test.
func NewWay(tb testing.TB, to string) *Way {
	tb.Helper()
	w, err := OpenWay(to)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(w.Close)
	return w
}

// OpenWay makes a way for who is no test. Who opens it closes it.
func OpenWay(to string) (*Way, error) {
	parsed, err := url.Parse(to)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	w := &Way{address: parsed.Host, listener: listener, ends: map[net.Conn]bool{}}
	parsed.Host = listener.Addr().String()
	w.URL = parsed.String()
	w.running.Go(w.accept)
	return w, nil
}

// Delay makes everything arrive later from now on, in each direction: a round trip takes twice as long.
func (w *Way) Delay(by time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.delay = by
}

// Cut cuts the next connection that fits, once.
func (w *Way) Cut(where Cut) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cuts = append(w.cuts, &where)
}

// Cuts is how many connections were cut.
func (w *Way) Cuts() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.made
}

// Trips is how many round trips have been waited for one after another. Those of sessions side by side count once, which takes a delay
// that is longer than one of them is behind another.
func (w *Way) Trips() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.trips
}

// waitedFor notes that a number of trips lie before what the client is about to get.
func (w *Way) waitedFor(trips int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.trips = max(w.trips, trips)
}

// Close ends all connections, and waits for what goes on.
func (w *Way) Close() {
	_ = w.listener.Close()
	w.mu.Lock()
	for end := range w.ends {
		_ = end.Close()
	}
	w.ends = nil
	w.mu.Unlock()
	w.running.Wait()
}

func (w *Way) accept() {
	for {
		client, err := w.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", w.address)
		if err != nil {
			reset(client)
			continue
		}
		w.mu.Lock()
		open := w.ends != nil
		if open {
			w.ends[client], w.ends[server] = true, true
		}
		w.mu.Unlock()
		if !open {
			reset(client)
			reset(server)
			return
		}
		c := &connection{way: w, client: client, server: server}
		w.running.Go(func() { c.relay(client, server, true) })
		w.running.Go(func() { c.relay(server, client, false) })
	}
}

// connection is one that is under way.
type connection struct {
	way            *Way
	client, server net.Conn

	asked atomic.Int64 // the round trips that lie before what the server has got last

	mu     sync.Mutex
	head   []byte // what the client sent first, which names the session
	orphan bool
}

// packet is what was read at once.
type packet struct {
	data  []byte
	due   time.Time // when it arrives
	trips int       // how many round trips lie before it
}

// relay passes on what comes, as late as the way is long, up to a cut.
func (c *connection) relay(from, to net.Conn, toServer bool) {
	const most = 1024 // packets under way, as a network's buffers are bounded
	packets := make(chan packet, most)
	c.way.running.Go(func() { c.receive(from, packets, toServer) })
	defer func() {
		for range packets { // until the receiver has ended
		}
	}()
	for p := range packets {
		time.Sleep(time.Until(p.due))
		if toServer {
			c.remember(p.data)
			c.asked.Store(int64(p.trips))
		} else {
			c.way.waitedFor(p.trips)
		}
		if at, cut := c.cut(p.data, toServer); cut != nil {
			_, _ = to.Write(p.data[:at])
			c.sever(cut.Orphan)
			return
		}
		_, _ = to.Write(p.data) // one that is closed is noticed by who reads from it
	}
	c.finish()
}

// receive reads until the end, and notes when what it reads is due.
func (c *connection) receive(from net.Conn, packets chan<- packet, toServer bool) {
	defer close(packets)
	for {
		data := make([]byte, 64<<10)
		n, err := from.Read(data)
		if n > 0 {
			trips := int(c.asked.Load()) + 1
			if toServer {
				trips = c.way.Trips()
			}
			packets <- packet{data[:n], time.Now().Add(c.way.pause()), trips}
		}
		if err != nil {
			return
		}
	}
}

// sever cuts the connection.
func (c *connection) sever(orphan bool) {
	c.mu.Lock()
	c.orphan = orphan
	c.mu.Unlock()
	reset(c.client)
	if !orphan {
		reset(c.server)
	}
}

// finish ends both sides, as one has ended, but for a server's session that is left alone.
func (c *connection) finish() {
	c.mu.Lock()
	orphan := c.orphan
	c.mu.Unlock()
	if orphan {
		return
	}
	for _, end := range []net.Conn{c.client, c.server} {
		_ = end.Close()
		c.way.mu.Lock()
		delete(c.way.ends, end)
		c.way.mu.Unlock()
	}
}

func (c *connection) remember(data []byte) {
	const most = 1000
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.head) < most {
		c.head = append(c.head, data...)
	}
}

// cut returns the cut that is to be made in these bytes, and where.
func (c *connection) cut(data []byte, toServer bool) (int, *Cut) {
	c.mu.Lock()
	head := c.head
	c.mu.Unlock()
	w := c.way
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, cut := range w.cuts {
		at := bytes.Index(data, []byte(cut.Before))
		named := cut.Session == "" || bytes.Contains(head, []byte("\x00"+cut.Session+"\x00"))
		if cut.AtServer == toServer && at >= 0 && named {
			w.cuts = append(w.cuts[:i:i], w.cuts[i+1:]...)
			w.made++
			return at, cut
		}
	}
	return 0, nil
}

func (w *Way) pause() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.delay
}

// reset ends a connection as a lost way does, without what is under way.
func reset(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
