"""The action plan: recording actions, and asking what their measures did since."""
