"""Runs a tier written in Python inside a component."""
