package main

import (
	"net"
	"net/url"
	"sync"
	"time"
)

// proxy puts a distance between us and a server: every byte arrives half a round trip later, in either direction.
type proxy struct {
	url      string
	listener net.Listener
	done     sync.WaitGroup

	mu    sync.Mutex
	conns []net.Conn
}

func startProxy(target string, distance time.Duration) (*proxy, error) {
	to, err := url.Parse(target)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := to.Host
	to.Host = listener.Addr().String()
	p := &proxy{url: to.String(), listener: listener}
	p.done.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", address)
			if err != nil {
				conn.Close()
				continue
			}
			p.mu.Lock()
			p.conns = append(p.conns, conn, server)
			p.mu.Unlock()
			p.done.Go(func() { delay(conn, server, distance/2) })
			p.done.Go(func() { delay(server, conn, distance/2) })
		}
	})
	return p, nil
}

// stop ends all connections and waits for the goroutines.
func (p *proxy) stop() {
	p.listener.Close()
	p.mu.Lock()
	for _, conn := range p.conns {
		conn.Close()
	}
	p.mu.Unlock()
	p.done.Wait()
}

type packet struct {
	data []byte
	due  time.Time
}

// delay passes bytes on after a while. What is under way is bounded, as a network's buffers are, to some tens of megabytes.
func delay(from, to net.Conn, by time.Duration) {
	packets := make(chan packet, 1024)
	go func() {
		defer close(packets)
		for {
			data := make([]byte, 64<<10)
			n, err := from.Read(data)
			if n > 0 {
				packets <- packet{data[:n], time.Now().Add(by)}
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range packets {
		time.Sleep(time.Until(p.due))
		if _, err := to.Write(p.data); err != nil {
			break
		}
	}
	to.Close()
	for range packets { // until the reader has ended
	}
}
