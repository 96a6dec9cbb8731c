package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"copydb/logical"
	"copydb/plan/run"
)

// listener tells monitoring how a run is, over HTTP: /metrics for Prometheus, /healthz while the process is there, /readyz
// from the moment on at which the copy is complete and changes are applied as they come.
type listener struct {
	address string
	server  *http.Server
	done    chan struct{}

	mu          sync.Mutex
	status      logical.Status
	rows, bytes int64 // copied
}

// startListener listens at an address; "" does nothing. The caller calls stop.
func startListener(address string) (*listener, error) {
	l := &listener{address: address}
	if address == "" {
		return l, nil
	}
	socket, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listening for monitoring: %w", err)
	}
	l.address = socket.Addr().String()
	registry := prometheus.NewRegistry()
	registry.MustRegister(l)
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	mux.HandleFunc("/readyz", l.ready)
	l.server = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	l.done = make(chan struct{})
	go func() {
		defer close(l.done)
		_ = l.server.Serve(socket) // until stop
	}()
	return l, nil
}

// stop ends the server, and waits until it is gone.
func (l *listener) stop(ctx context.Context) error {
	if l.server == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	err := l.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = l.server.Close()
	}
	<-l.done
	return err
}

// observe takes in an event.
func (l *listener) observe(event run.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch event := event.(type) {
	case run.Followed:
		l.status = event.Status
	case run.StageEntered:
		l.status.Stage = event.Stage
	case run.StepFinished:
		l.rows += event.Rows
		l.bytes += event.Bytes
	}
}

func (l *listener) ready(w http.ResponseWriter, _ *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch l.status.Stage {
	case "follow", "end", "done":
		w.WriteHeader(http.StatusOK)
	default:
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

// metric is a number that is told, and where it comes from.
type metric struct {
	name, help string
	kind       prometheus.ValueType
	value      func(*listener) float64
}

// metrics lists them.
func metrics() []metric {
	const gauge, counter = prometheus.GaugeValue, prometheus.CounterValue
	return []metric{
		{"copydb_copied_rows_total", "Rows and large objects that were copied.", counter, func(l *listener) float64 { return float64(l.rows) }},
		{"copydb_copied_bytes_total", "Bytes of rows that were copied.", counter, func(l *listener) float64 { return float64(l.bytes) }},
		{"copydb_lag_bytes", "WAL that the source has written and that is not applied.", gauge, func(l *listener) float64 { return float64(l.status.LagBytes()) }},
		{"copydb_lag_seconds", "Age of the last applied transaction, while others wait; or for how long nothing can be received.", gauge, func(l *listener) float64 { return l.status.Behind.Seconds() }},
		{"copydb_lag_transactions", "Transactions that were received and are not applied.", gauge, func(l *listener) float64 { return float64(l.status.Transactions) }},
		{"copydb_catch_up_seconds", "Estimate of how long the lag takes.", gauge, func(l *listener) float64 { return l.status.CatchUp().Seconds() }},
		{"copydb_applied_transactions_total", "Transactions that were applied.", counter, func(l *listener) float64 { return float64(l.status.AppliedTransactions) }},
		{"copydb_applied_changes_total", "Changes of rows that were applied.", counter, func(l *listener) float64 { return float64(l.status.AppliedChanges) }},
		{"copydb_applied_bytes_per_second", "WAL that is applied a second.", gauge, func(l *listener) float64 { return l.status.Rate }},
		{"copydb_spool_bytes", "What the spool holds.", gauge, func(l *listener) float64 { return float64(l.status.SpoolBytes) }},
		{"copydb_spool_full", "1 while the spool waits for room.", gauge, func(l *listener) float64 { return oneIf(l.status.SpoolFull) }},
		{"copydb_slot_retained_bytes", "WAL that the source keeps for the slot.", gauge, func(l *listener) float64 { return float64(l.status.RetainedBytes) }},
		{"copydb_source_lsn", "To where the source has written.", gauge, func(l *listener) float64 { return float64(l.status.SourceLSN) }},
		{"copydb_replay_lsn", "To where changes are applied.", gauge, func(l *listener) float64 { return float64(l.status.ReplayLSN) }},
	}
}

func oneIf(holds bool) float64 {
	if holds {
		return 1
	}
	return 0
}

// Describe tells nothing beforehand: the metrics describe themselves.
func (l *listener) Describe(chan<- *prometheus.Desc) {}

// Collect hands out the numbers of this moment.
func (l *listener) Collect(into chan<- prometheus.Metric) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range metrics() {
		into <- prometheus.MustNewConstMetric(prometheus.NewDesc(m.name, m.help, nil, nil), m.kind, m.value(l))
	}
}
