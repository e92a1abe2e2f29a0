"""Models as files: families, layouts, recipes, weights."""
