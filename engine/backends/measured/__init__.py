"""What 'auto' plays an ONNX model with on a CPU: measured on this machine, kept, and shown."""
