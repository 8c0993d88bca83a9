"""How good is a model, on photos whose class is known?"""
