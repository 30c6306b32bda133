"""Agents that look at pictures."""
