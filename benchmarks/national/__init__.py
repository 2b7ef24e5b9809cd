"""Families like those of the national programme of 2015-20, made up from a seed: as many as one wants, one by one."""
