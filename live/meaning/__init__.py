"""From words to prompt: what is named, what is felt, and the dial between them. All of it pure."""
