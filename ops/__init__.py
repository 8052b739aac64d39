"""Starting and watching the three processes on one machine: what `make run` calls."""
