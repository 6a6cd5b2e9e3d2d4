"""Run every benchmark of detection: `make bench-detection`, or `python -m benchmarks`."""

import sys

from benchmarks.detection import __main__ as detection
from benchmarks.detection.vendor_carriers import vendor_folder

QUICK = ("--seeds", "101", "--events", "20000", "--no-model")


def main(arguments: list[str]) -> None:
    """Print every table; arguments go to each benchmark, without any a quick run is made."""
    detection.main(["planted", *(arguments or QUICK)])
    if vendor_folder() is None:
        print("vendor: skipped, RISKDESK_DATA names no folder that holds vendor_payments")
        return
    detection.main(["vendor", "--months", "8", "--seeds", "101"])
    detection.main(["vendor_splits", "--months", "6"])


if __name__ == "__main__":
    main(sys.argv[1:])
