package ddl_test

import (
	"strings"
	"testing"

	"copydb/catalog"
	"copydb/ddl"
)

// TestSubscriptionOfTheSourceStaysItsOwn copies what a subscription in use tells: the copy is disabled and without the slot,
// which dropping the copy would drop, and says so. One that was never in use keeps the name of its slot to be.
func TestSubscriptionOfTheSourceStaysItsOwn(t *testing.T) {
	facts := &catalog.Facts{Subscriptions: []catalog.Subscription{
		{OID: 20000, Name: "in use", Enabled: true, Connection: "password=secret", Slot: "slot_1", Publications: []string{"p q"},
			Options: []string{"streaming=parallel", "failover=true"}},
		{OID: 20001, Name: "hidden"},
		{OID: 20002, Name: "paused", Used: true, Connection: "a", Slot: "slot_2", Publications: []string{"p"}},
		{OID: 20003, Name: "unused", Connection: "a", Slot: "slot_3", Publications: []string{"p"}},
	}}
	newest, losses := ddl.Statements(facts, catalog.Server{Version: 180000}, ddl.Options{})
	const want = `CREATE SUBSCRIPTION "in use" CONNECTION 'password=secret' PUBLICATION "p q" ` +
		`WITH (connect = false, slot_name = NONE, streaming = 'parallel', failover = 'true')`
	if len(newest) != 3 || newest[0].SQL != want || !newest[0].Secret || newest[0].Drop != "" {
		t.Errorf("got %+v, want %s", newest, want)
	}
	if told := tell(losses); !strings.Contains(told, "in use: it is made disabled and without slot slot_1") || !strings.Contains(told, "hidden: where it connects") {
		t.Errorf("losses: %s", told)
	}
	if !strings.HasSuffix(newest[1].SQL, "slot_name = NONE)") || !strings.HasSuffix(newest[2].SQL, "slot_name = 'slot_3')") {
		t.Errorf("got %s; %s", newest[1].SQL, newest[2].SQL)
	}
	if told := tell(losses); !strings.Contains(told, "paused: it is made disabled and without slot slot_2") || strings.Contains(told, "unused") {
		t.Errorf("losses: %s", told)
	}
	oldest, losses := ddl.Statements(facts, catalog.Server{Version: 130000}, ddl.Options{})
	if len(oldest) != 3 || strings.Contains(oldest[0].SQL, "streaming") || strings.Contains(oldest[0].SQL, "failover") {
		t.Errorf("for PostgreSQL 13: %+v", oldest)
	}
	if told := tell(losses); !strings.Contains(told, "streaming=parallel") || !strings.Contains(told, "failover=true") {
		t.Errorf("losses on the way to PostgreSQL 13: %s", told)
	}
}

func tell(losses []ddl.Loss) string {
	var lines []string
	for _, loss := range losses {
		lines = append(lines, loss.Object+": "+loss.Reason)
	}
	return strings.Join(lines, "\n")
}
