"""Operators, offices and their hours, funders, projects, partners and joinings."""
