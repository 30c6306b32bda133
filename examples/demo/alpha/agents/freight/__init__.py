"""Agents for goods trains."""

from core.base_agent import BaseAgent as FreightAgent

__all__ = ['FreightAgent']
