package view

// TestDone is the end of a test sign-in, in the pop-up the portal opened: it says so and closes itself.
type TestDone struct {
	Frame
	// Succeeded says how the test went; the portal shows the details.
	Succeeded bool
}

// Sample is a test that worked.
func (TestDone) Sample() TestDone {
	return TestDone{Frame: sampleDevelopmentFrame(), Succeeded: true}
}

// SampleFailed is a test that did not.
func (t TestDone) SampleFailed() TestDone {
	t = t.Sample()
	t.Succeeded = false
	return t
}
