"""A worker of python_manager: a program that takes tasks from a queue at an address."""

import os
import pickle
import sys


def main():
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    from multiprocessing.managers import BaseManager

    from cpython.start_methods import die_with_parent

    class Manager(BaseManager):
        pass

    die_with_parent()
    Manager.register("get_tasks")
    Manager.register("get_results")
    address, authkey, accounting, worker = pickle.load(sys.stdin.buffer)
    manager = Manager(address, authkey)
    manager.connect()
    tasks, results = manager.get_tasks(), manager.get_results()
    accounting.enter(worker)
    while (index := tasks.get()) is not None:
        results.put(accounting.run_task(index, worker))


if __name__ == "__main__":
    main()
