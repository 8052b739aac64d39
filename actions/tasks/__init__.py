"""What a shopper wants done with an order: a task keeps its facts while other things are talked of, until it is done.

A task (`Task`) is a list of needs (`Need`): what must be known before it can be done. A frame (`Frame`) is one task of
one shopper with the facts so far; the open ones lie in Rasa's slot `tasks`. `TaskDesk` takes each message to the frame
that it belongs to. Rasa's forms would do for one task at a time: they know no second one waiting, and each needs a rule
for every other intent."""
