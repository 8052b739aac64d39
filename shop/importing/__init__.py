"""A shop's own catalogue out of a file: read, recognised, checked row by row, and written as a whole or not at all.

`files` reads rows, `shapes` says which column means what, `fields` checks each value, `items` makes products of rows,
`planning` compares them with
the shop, `writing` brings the database to that state, `reporting` tells a person what was wrong."""
