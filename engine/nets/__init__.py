"""Our own inference-only networks on torch alone: the UNets of Stable Diffusion, and the decoders beside them."""
