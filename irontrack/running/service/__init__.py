"""What is done with runs, by use case."""
