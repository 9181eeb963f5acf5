"""`python -m audit`, and the command `audit`."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from audit.cli import run

    run()


if __name__ == "__main__":
    main()
