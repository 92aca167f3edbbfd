"""Writes that mix domains: the import of a workbook, the demo centre."""

from ognisko.desk.actions.demo import load_demo

__all__ = ["load_demo"]
