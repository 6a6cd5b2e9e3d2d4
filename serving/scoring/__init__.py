"""Score before approve: the request, the appender that decides one group a commit, the answer."""
