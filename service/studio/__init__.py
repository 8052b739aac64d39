"""The studio's side of the server: who may edit what, over HTTP. What the edits are is in the package `studio`."""
