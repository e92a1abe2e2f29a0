"""The filter: may these words of a stranger be painted? Word lists, the show's own files, and a veto window."""
