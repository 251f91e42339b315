"""Every task on the thread that calls. Never more than one."""


class Serial:
    def __init__(self, accounts, workers):
        self._accounts = accounts

    def run(self):
        for index in range(self._accounts.tasks):
            self._accounts.run_task(index, 0)

    def close(self):
        pass
