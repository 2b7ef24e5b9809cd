"""The log as a Merkle tree, its signed checkpoints, checking it all anew, and evidence that a stranger can verify."""
