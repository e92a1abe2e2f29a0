"""What flows: contexts, noise and the last picture, from wish to frame."""
