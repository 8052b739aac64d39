"""What the content team's studio reads and writes: training data, answers, stories, releases. Knows no HTTP."""
