package main

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// proxies stand before servers, in this process.
type proxies struct {
	server *toxiproxy.ApiServer
	all    []*toxiproxy.Proxy
}

func newProxies() *proxies {
	return &proxies{server: toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())}
}

// before starts a proxy before a server and returns the URL by which it is reached through it. What passes is delayed, by
// half of the delay each way.
func (p *proxies) before(address string, delay time.Duration) (string, error) {
	parsed, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	proxy := toxiproxy.NewProxy(p.server, parsed.Host, "127.0.0.1:0", parsed.Host)
	if err := proxy.Start(); err != nil {
		return "", err
	}
	p.all = append(p.all, proxy)
	for _, direction := range []string{"upstream", "downstream"} {
		if delay == 0 {
			break
		}
		latency := fmt.Sprintf(`{"type": "latency", "stream": %q, "attributes": {"latency": %d}}`, direction, delay.Milliseconds()/2)
		if _, err := proxy.Toxics.AddToxicJson(strings.NewReader(latency)); err != nil {
			return "", err
		}
	}
	parsed.Host = proxy.Listen
	return parsed.String(), nil
}

func (p *proxies) close() {
	for _, proxy := range p.all {
		proxy.Stop()
	}
}
