"""What a release is made of: a training that can be watched and ended, the archive of a model, its score."""
