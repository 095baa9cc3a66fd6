"""What is checked of the pages after a build, with and without a browser."""
