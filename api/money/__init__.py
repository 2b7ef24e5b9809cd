"""The money: recording contributions, payments and minimum numbers, and asking how it stands."""
