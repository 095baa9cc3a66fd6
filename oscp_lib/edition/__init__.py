"""From notebooks to an edition: execute, compose, render, verify, swap in."""
