"""The procedural painter: our own generative art in batched torch, the house model's only teacher."""
