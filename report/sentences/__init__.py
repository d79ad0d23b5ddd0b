"""Bulletin prose made of claims."""
