"""`python -m mend` is the `mend` command."""

from mend.cli import main

if __name__ == "__main__":
    main()
