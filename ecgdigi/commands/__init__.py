"""The programs of ecgdigi. Each is a module whose `main(argv, prog)` returns an exit code."""
