// Package job holds the arguments of jobs. They carry identifiers and nothing
// secret or personal, for whoever may look at the queue may not look at people:
// no account ID, no address, no code. A Kind, once used, is kept for ever.
package job

// SendNotice mails one notice.
type SendNotice struct {
	NoticeID string `json:"notice_id" river:"unique"`
}

// Kind implements river.JobArgs.
func (SendNotice) Kind() string { return "send_notice" }

// FanOutKeyRotation looks for tenants whose keys are due.
type FanOutKeyRotation struct{}

// Kind implements river.JobArgs.
func (FanOutKeyRotation) Kind() string { return "fan_out_key_rotation" }

// RotateKeys moves one tenant's keys along their timetable.
type RotateKeys struct {
	TenantID string `json:"tenant_id" river:"unique"`
}

// Kind implements river.JobArgs.
func (RotateKeys) Kind() string { return "rotate_keys" }

// Sweep deletes what has expired.
type Sweep struct{}

// Kind implements river.JobArgs.
func (Sweep) Kind() string { return "sweep" }

// BackchannelLogout tells one client that a person logged out.
type BackchannelLogout struct {
	TenantID   string `json:"tenant_id"`
	DeliveryID string `json:"delivery_id" river:"unique"`
}

// Kind implements river.JobArgs.
func (BackchannelLogout) Kind() string { return "backchannel_logout" }

// ExpireSessions ends the sessions that ran out.
type ExpireSessions struct{}

// Kind implements river.JobArgs.
func (ExpireSessions) Kind() string { return "expire_sessions" }
