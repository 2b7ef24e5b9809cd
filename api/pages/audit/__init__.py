"""The audit room: samples and findings, claims decided again, who looked, and checkpoints."""
