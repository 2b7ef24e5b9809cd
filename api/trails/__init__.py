"""The trail of a claim: an auditor's twelve questions, each with the events that answer it. rules.md section 4."""
