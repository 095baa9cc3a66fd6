"""From notebooks to an edition: execute, compose, render, verify, replace the old one."""
