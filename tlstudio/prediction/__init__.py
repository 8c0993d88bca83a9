"""A finished model answers: what is in this picture?"""
