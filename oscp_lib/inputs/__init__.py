"""What an edition is made from: the files, their key, and what is kept for as long as it is the same."""
