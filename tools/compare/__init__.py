"""Compare: this engine beside StreamDiffusion, on the same weights, machine, size and steps; holds none of its code."""
