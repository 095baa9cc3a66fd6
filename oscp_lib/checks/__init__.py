"""What is checked before a build: data, texts, prose and notebooks."""
