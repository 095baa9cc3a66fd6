"""What a reader takes away: one document, workbooks, pictures, a summary on one page, and the edition as one file.

Each module reads what the edition prints, writes one kind of file, and gives the same bytes for the same edition.
"""
