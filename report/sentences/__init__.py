"""Sentences made of claims, of which the audit makes each number anew: bulletins, overviews, and what English says."""
