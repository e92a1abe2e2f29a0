"""The script follower: which line of the text is being spoken, told from the words heard so far."""
