"""Agents that read sensors."""
