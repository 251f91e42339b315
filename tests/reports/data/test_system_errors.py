"""Advice about a folder is given only where a folder is at fault."""

import errno
import os
import resource

from reports.data.system_errors import reason


def error_of(number):
    return OSError(number, os.strerror(number), "page.html")


def test_too_few_descriptors_are_named_with_the_limit():
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    text = reason(error_of(errno.EMFILE), "name a writable folder with -o")
    assert text == (f"Too many open files: raise the limit of open files (ulimit -n, now {limit})")


def test_a_folder_that_takes_no_files_comes_with_the_advice():
    text = reason(error_of(errno.EACCES), "name a writable folder with -o")
    assert text == "Permission denied; name a writable folder with -o"
    assert reason(error_of(errno.ENOSPC)) == "No space left on device"
