"""Agents for the crews."""
