"""What people do with claims and returns, for every way in: command line, HTTP and pages call these functions alone."""
