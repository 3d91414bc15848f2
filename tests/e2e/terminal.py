#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""terminal.py SAID COMMAND...: runs it with a terminal for standard error, whose bytes go to the file SAID."""
import os
import pty
import subprocess
import sys


def read(fd):
    try:
        return os.read(fd, 65536)
    except OSError:  # the last one that had it open has closed it
        return b""


ours, theirs = pty.openpty()
process = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=theirs)
os.close(theirs)
with open(sys.argv[1], "wb") as said:
    while chunk := read(ours):
        said.write(chunk)
sys.exit(process.wait())
