"""The shelf: models known by name, where this machine keeps them, and how they get there and are checked."""
