"""What runs a tier in Python inside of a component."""
