"""What is answered, field by field. Days are civil days; instants are in UTC; money is in pence."""
