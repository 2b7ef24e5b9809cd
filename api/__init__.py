"""How the world asks: the command line and HTTP. Nothing is decided here; questions are passed on and answers shown."""
