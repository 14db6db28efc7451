package authorize

import (
	"context"
	"slices"

	"alias.example/alias/backend/internal/oauth"
)

// checkPrompt accepts known prompts, and none only alone (OIDC Core 3.1.2.1).
func (*Authorize) checkPrompt(_ context.Context, q *inquiry) error {
	prompts := oauth.SplitScope(q.params.Get("prompt"))
	for _, p := range prompts {
		if !slices.Contains(oauth.Prompts(), p) {
			return oauth.NewError(oauth.PromptMalformed).Saw("prompt "+q.params.Get("prompt"), "prompt among "+oauth.JoinScope(oauth.Prompts()))
		}
	}
	if len(prompts) > 1 && slices.Contains(prompts, oauth.PromptNone) {
		return oauth.NewError(oauth.PromptMalformed).Saw("prompt "+q.params.Get("prompt"), "prompt none alone")
	}
	q.request.Prompts = prompts
	return nil
}
