"""Export: a folder in the diffusers layout becomes ONNX graphs that run without torch."""
