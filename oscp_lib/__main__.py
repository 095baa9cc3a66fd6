"""`python -m oscp_lib` is the command `oscp`."""

from oscp_lib.cli import main

if __name__ == "__main__":
    main()
