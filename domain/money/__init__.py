"""The money around the claims: the pooled budget, what the government paid, what is possible still and at stake."""
