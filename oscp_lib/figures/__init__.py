"""Charts, tables, tiles and explorers in the house style: one frame gives the picture, its alt text, table and CSV."""
